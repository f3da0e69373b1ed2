import { judgeEngine } from "@casemate/inference";
import {
  RpcError,
  type AppContract,
  type Caller,
  type DigestListName,
  type Handlers,
} from "@casemate/contract";
import { resolve } from "node:path";
import { decisionsFor } from "../calls/question.ts";
import { readMachine } from "../health/machine.ts";
import { runDoctor } from "../health/doctor.ts";
import { isoTime } from "../../common/clock.ts";
import { listRules } from "./rule-list.ts";
import type { Chats } from "../chat/chat-controller.ts";
import { incomingDropped, incomingFrom } from "../models/incoming.ts";
import { groupNames } from "../../common/model-groups.ts";
import type { Models } from "../models/models.ts";
import type { Runtime } from "../models/runtime-controller.ts";
import type { GpuWatch } from "../gpu/gpu-watch.ts";
import type { Forensic } from "../forensic/forensic.ts";
import { withoutUndefined, type KeptSettings } from "../settings.ts";
import type { AutoLock } from "../vault/auto-lock.ts";
import { createAccess } from "../vault/access.ts";
import type { DeviceLink } from "../vault/device-link.ts";
import type { Secrets } from "../vault/secrets.ts";
import type { Vault } from "../vault/vault.ts";
import type { Context } from "./context.ts";
import { createPanicCalls, type PanicParts } from "../panic/calls.ts";
import type { Integrity } from "../integrity/integrity.ts";
import type { LedgerMark } from "./ledger-mark.ts";
import { createIncidentCalls } from "../incidents/incident-calls.ts";
import { createLogCalls } from "./log-calls.ts";
import { checkProof, proofOf } from "./proof.ts";

export interface Parts {
  readonly vault: Vault;
  readonly secrets: Secrets;
  readonly models: Models;
  readonly runtime: Runtime;
  readonly chats: Chats;
  readonly autoLock: AutoLock;
  readonly settings: KeptSettings;
  readonly devices: DeviceLink;
  readonly ledgerMark: LedgerMark;
  readonly forensic: Forensic;
  readonly panic: PanicParts;
  readonly integrity: Integrity;
  readonly gpu: GpuWatch;
  /** Desktop only: the path behind a one-use token that preload made. */
  readonly droppedPath: (token: string) => string | null;
}

/** One line per call of the contract; the work is elsewhere. */
export function createHandlers(context: Context, parts: Parts): Handlers<AppContract> {
  const { vault, secrets, models, runtime, chats, autoLock } = parts;
  const access = createAccess(context, vault, parts.devices, () => {
    parts.panic.panic.expectWaysStay();
  });
  const proof = (call: string, caller: Caller): ReturnType<typeof proofOf> =>
    proofOf({ call, caller, vault: context.state.get("vault").state });
  const triedInVain = (): void => {
    parts.panic.triggers.triedInVain(context.state.get("vault").failures);
  };
  const confirm = async (secretId: string, caller: Caller): Promise<boolean> => {
    const right = await vault.confirm(secretId, caller);
    if (!right) triedInVain();
    return right;
  };
  /** A list that Casemate has just written is no change that somebody made behind its back. */
  const meant = async <T>(list: DigestListName, written: T): Promise<T> => {
    await parts.integrity.decided(list).catch((error: unknown) => {
      context.report("integrity", error);
    });
    return written;
  };
  return {
    "state.snapshot": () => context.state.snapshot(),
    "secret.begin": ({ purpose }, caller) => {
      if (caller.via === "approval" && purpose !== "approve")
        throw new RpcError("denied", "The approval document can only approve.");
      return secrets.begin(purpose, caller);
    },

    "vault.create": ({ secretId }, caller) => {
      parts.panic.panic.expectQuiet();
      return vault.create(secretId, caller);
    },
    "vault.unlock": async ({ secretId }, caller) => {
      parts.panic.panic.expectQuiet();
      const answer = await vault.unlock(secretId, caller);
      if (answer.result === "wrong") triedInVain();
      return answer;
    },
    "vault.lock": () => vault.lock("somebody pressed Lock"),
    "vault.slots": () => access.slots(),
    "vault.passwd": async (input, caller) => {
      await access.change(input, caller);
      return {};
    },
    "vault.addSlot": (input, caller) => access.add(input, caller),
    "vault.removeSlot": async (input, caller) => {
      await access.remove(input, caller);
      await parts.panic.triggers.recheck();
      return {};
    },
    "vault.enableDeviceKey": (input, caller) => access.enableDeviceKey(input, caller),
    "vault.disableDeviceKey": async (input, caller) => {
      await access.disableDeviceKey(input, caller);
      return {};
    },
    "vault.rekey": async (input, caller) => {
      const answer = await access.rekey(input, caller);
      await parts.panic.triggers.recheck();
      return answer;
    },
    "vault.touch": () => ({ locksAt: autoLock.touch() }),

    "model.import": ({ paths }) => models.take(incomingFrom(paths.map((path) => resolve(path)))),
    "model.importDropped": ({ tokens }) => {
      const paths = tokens.map((token) => {
        const path = parts.droppedPath(token);
        if (path === null)
          throw new RpcError("no_drop", "This drop was used already or is too old. Drop the file again.");
        return resolve(path);
      });
      return models.take(incomingDropped(paths));
    },
    "model.group": ({ names }) => ({ groups: groupNames(names) }),
    "model.installStarter": () => models.installStarter(),
    "model.show": ({ modelId }) => models.report(modelId),
    "model.bytes": ({ modelId, at, file }) => models.bytes(modelId, at, file),
    "model.release": async ({ modelId, sha256 }) => {
      await models.release(modelId, sha256);
      return {};
    },
    "model.reject": async ({ modelId }) => {
      await models.reject(modelId);
      return {};
    },
    "model.reinspect": ({ modelId }) => models.reinspect(modelId),
    "model.contain": async ({ modelId }) => {
      await models.contain(modelId);
      return {};
    },
    "model.discard": async ({ modelId }) => {
      await models.discard(modelId);
      return {};
    },
    "model.remove": async ({ modelId, sha256 }) => {
      await models.remove(modelId, sha256);
      return {};
    },
    "job.cancel": ({ jobId }) => ({ cancelled: context.jobs.cancel(jobId) }),

    "runtime.load": ({ modelId }) => ({ jobId: runtime.load(modelId).jobId }),
    "runtime.unload": async () => {
      await runtime.unload();
      return {};
    },

    "chat.list": () => chats.list(),
    "chat.search": ({ query }) => chats.search(query),
    "chat.get": ({ chatId }) => chats.get(chatId),
    "chat.create": ({ modelId }) => chats.create(modelId),
    "chat.delete": async ({ chatId }) => {
      await chats.remove(chatId);
      return {};
    },
    "chat.send": ({ chatId, text, options }) => {
      autoLock.touch();
      return chats.send(chatId, text, options);
    },
    "chat.stop": async ({ chatId }) => {
      await chats.stop(chatId);
      return {};
    },

    ...createLogCalls(context, parts.ledgerMark, parts.integrity),
    ...createIncidentCalls(context),

    "forensic.preview": (range, caller) => parts.forensic.preview(range, caller),
    "forensic.rows": (wanted) => parts.forensic.rows(wanted),
    "forensic.export": async (request, caller) => {
      await parts.forensic.make(request, caller);
      return {};
    },
    "forensic.made": ({ exportId }, caller) => parts.forensic.made(exportId, caller),
    "forensic.ticket": ({ exportId }, caller) => ({ ticket: parts.forensic.ticket(exportId, caller) }),
    "forensic.read": ({ exportId, at }, caller) => parts.forensic.read(exportId, at, caller),

    ...createPanicCalls(parts.panic),

    "integrity.look": () => parts.integrity.look(),
    "integrity.offer": ({ leave }) => parts.integrity.offer(leave),
    "integrity.accept": ({ digest }) => parts.integrity.accept(digest),

    "attestation.show": () => context.attestation.show(),
    "attestation.refresh": (wanted) => context.attestation.refresh(wanted),

    "gpu.check": () => parts.gpu.check(),
    "gpu.live": () => parts.gpu.live(),
    "gpu.attest": () => parts.gpu.attest(),
    "gpu.knownAnswer": ({ depth }) => parts.gpu.knownAnswer(depth, null),
    "gpu.knownAnswerIn": ({ depth, browser }) => parts.gpu.knownAnswer(depth, browser),
    "gpu.stopKnownAnswer": async () => ({ stopped: await parts.gpu.stopKnownAnswer() }),
    "gpu.history": () => parts.gpu.history(),
    "gpu.baseline.capture": () => parts.gpu.capture(),
    "gpu.baseline.replace": ({ fingerprint }) => parts.gpu.replace(fingerprint),

    "approvals.show": ({ id }, caller) => {
      const approval = context.approvals.show(id);
      return { ...approval, proof: proof(approval.call, caller) };
    },
    "approvals.grant": async (input, caller) => {
      const { id } = input;
      // Before a passphrase is looked at: nobody may use up attempts on a request that does not wait, or not yet.
      context.approvals.expectGrantable(id);
      const needed = proof(context.approvals.show(id).call, caller);
      await checkProof(needed, input, (secretId) => confirm(secretId, caller));
      return { outcome: await context.approvals.grant(id) };
    },
    "approvals.deny": ({ id }) => {
      context.approvals.deny(id);
      return {};
    },

    "settings.set": async (change) => {
      const settings = await parts.settings.set(withoutUndefined(change));
      autoLock.touch();
      return settings;
    },
    "policy.show": () => {
      const { policy } = context.admission.inForce();
      return { admission: context.state.get("admission"), canonical: policy?.canonical ?? null };
    },
    "policy.calls": (_, caller) => {
      const decisions = decisionsFor(context, caller);
      return { policy: context.state.get("callPolicy"), decisions };
    },
    "policy.list": ({ list, after, limit }) => context.admission.list(list, after, limit),
    "policy.block": (entry) => meant("blocks", context.admission.add("blocks", entry)),
    "policy.importBlocks": ({ path, sha256 }) =>
      meant("blocks", context.admission.import("blocks", path, sha256)),
    "policy.unblock": ({ sha256 }) => meant("blocks", context.admission.remove("blocks", sha256)),
    "policy.pin": (entry) => meant("pins", context.admission.add("pins", entry)),
    "policy.unpin": ({ sha256 }) => meant("pins", context.admission.remove("pins", sha256)),
    "policy.importPins": ({ path, sha256 }) => meant("pins", context.admission.import("pins", path, sha256)),
    "rules.list": () => ({ rules: listRules() }),
    "engine.advisories": () => judgeEngine(context.engineRelease, isoTime(context.clock)),
    "doctor.run": async () => {
      context.admission.inForce();
      context.calls.inForce();
      await parts.gpu.detect();
      context.state.update("machine", (machine) => ({ ...machine, ...readMachine() }));
      const now = isoTime(context.clock);
      const engine = judgeEngine(context.engineRelease, now);
      return { checks: runDoctor(context.state.snapshot().state, context.home, now, engine) };
    },
  };
}
