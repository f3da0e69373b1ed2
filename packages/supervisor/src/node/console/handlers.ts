import { judgeEngine } from "@casemate/inference";
import { RpcError, type AppContract, type Handlers } from "@casemate/contract";
import { resolve } from "node:path";
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
import type { LedgerMark } from "./ledger-mark.ts";
import { createLogCalls } from "./log-calls.ts";

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
  readonly gpu: GpuWatch;
  /** Desktop only: the path behind a one-use token that preload made. */
  readonly droppedPath: (token: string) => string | null;
}

/** One line per call of the contract; the work is elsewhere. */
export function createHandlers(context: Context, parts: Parts): Handlers<AppContract> {
  const { vault, secrets, models, runtime, chats, autoLock } = parts;
  const access = createAccess(context, vault, parts.devices);
  return {
    "state.snapshot": () => context.state.snapshot(),
    "secret.begin": ({ purpose }, caller) => {
      if (caller.via === "approval" && purpose !== "approve")
        throw new RpcError("denied", "The approval document can only approve.");
      return secrets.begin(purpose, caller);
    },

    "vault.create": ({ secretId }, caller) => vault.create(secretId, caller),
    "vault.unlock": ({ secretId }, caller) => vault.unlock(secretId, caller),
    "vault.lock": () => vault.lock("somebody pressed Lock"),
    "vault.slots": () => access.slots(),
    "vault.passwd": async (input, caller) => {
      await access.change(input, caller);
      return {};
    },
    "vault.addSlot": (input, caller) => access.add(input, caller),
    "vault.removeSlot": async (input, caller) => {
      await access.remove(input, caller);
      return {};
    },
    "vault.enableDeviceKey": (input, caller) => access.enableDeviceKey(input, caller),
    "vault.disableDeviceKey": async (input, caller) => {
      await access.disableDeviceKey(input, caller);
      return {};
    },
    "vault.rekey": (input, caller) => access.rekey(input, caller),
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

    ...createLogCalls(context, parts.ledgerMark),

    "forensic.preview": (selection) => parts.forensic.preview(selection),
    "forensic.export": async (request, caller) => {
      await parts.forensic.make(request, caller);
      return {};
    },
    "forensic.read": ({ exportId, at }, caller) => parts.forensic.read(exportId, at, caller),

    "gpu.check": () => parts.gpu.check(),
    "gpu.history": () => parts.gpu.history(),
    "gpu.baseline.capture": () => parts.gpu.capture(),
    "gpu.baseline.replace": ({ fingerprint }) => parts.gpu.replace(fingerprint),

    "approvals.show": ({ id }) => context.approvals.show(id),
    "approvals.grant": async ({ id, secretId }, caller) => {
      // Before a passphrase is looked at: nobody may use up attempts on a request that does not wait.
      context.approvals.expectPending(id);
      // The desktop's own approval window is drawn from the supervisor's data; everywhere else the person shows the passphrase. Where there is
      // no vault there is none to show, and nothing that it would guard.
      const terminal = caller.via === "socket" || caller.via === "in-process";
      const noPassphrase = terminal && context.state.get("vault").state === "absent";
      if (!noPassphrase && !(caller.via === "approval" && caller.session.startsWith("desktop"))) {
        if (secretId === null)
          throw new RpcError("passphrase_needed", "Approving needs the passphrase. Type it and try again.");
        if (!(await vault.confirm(secretId, caller)))
          throw new RpcError("wrong_passphrase", "Wrong passphrase. Nothing was approved.");
      }
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
    "policy.list": ({ list, after, limit }) => context.admission.list(list, after, limit),
    "policy.block": (entry) => context.admission.add("blocks", entry),
    "policy.importBlocks": ({ path, sha256 }) => context.admission.import("blocks", path, sha256),
    "policy.unblock": ({ sha256 }) => context.admission.remove("blocks", sha256),
    "policy.pin": (entry) => context.admission.add("pins", entry),
    "policy.unpin": ({ sha256 }) => context.admission.remove("pins", sha256),
    "policy.importPins": ({ path, sha256 }) => context.admission.import("pins", path, sha256),
    "rules.list": () => ({ rules: listRules() }),
    "engine.advisories": () => judgeEngine(context.engineRelease, isoTime(context.clock)),
    "doctor.run": async () => {
      context.admission.inForce();
      await parts.gpu.detect();
      context.state.update("machine", (machine) => ({ ...machine, ...readMachine() }));
      const now = isoTime(context.clock);
      const engine = judgeEngine(context.engineRelease, now);
      return { checks: runDoctor(context.state.snapshot().state, context.home, now, engine) };
    },
  };
}
