import { nodeCrypto, verifyErasure, type ErasureStep } from "@casemate/audit";
import {
  connect,
  contract,
  portPair,
  sealEnvelope,
  type AppContract,
  type Caller,
  type Client,
  type PanicCause,
  type PanicDrilling,
  type PanicLevel,
  type PanicOutcome,
  type Port,
  type SecretPurpose,
} from "@casemate/contract";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StateStore } from "../../common/state/store.ts";
import type { Attached } from "../console/attach.ts";
import type { Home } from "../home.ts";
import { secretFrame } from "../transport/unix-client.ts";
import { readWhole } from "../whole-file.ts";
import { tempPrefix } from "../sweep-temp.ts";

/** Random bytes of a decoy's passphrases. */
const SECRET_BYTES = 24;
const MAX_FILE_BYTES = 256 * 1024;

/** Of a console, what a rehearsal needs. */
interface DecoyConsole {
  readonly state: StateStore;
  readonly home: Home;
  readonly panic: { run(level: PanicLevel, cause: PanicCause): Promise<PanicOutcome> };
  attach(port: Port, caller: Caller): Attached;
  stop(): Promise<void>;
}
/** A whole console on a data directory of its own, with its own processes. */
export type OpenDecoy = (root: string) => Promise<DecoyConsole>;

export interface Rehearsed {
  readonly outcome: PanicOutcome;
  /** Whether the decoy then was what the level promises. */
  readonly proof: ErasureStep;
}

interface Decoy {
  readonly console: DecoyConsole;
  readonly client: Client<AppContract>;
  readonly send: (purpose: SecretPurpose, secret: string) => Promise<string>;
}

/**
 * Makes a vault in a temporary folder, with recovery words and a log, runs a panic on it through the same code and the same processes as a real one,
 * and tries to open it afterwards. The folder is removed whatever happens. `onProgress` is told of every step as it begins and ends.
 */
export async function rehearse(
  open: OpenDecoy,
  level: PanicLevel,
  onProgress: (progress: PanicDrilling) => void,
): Promise<Rehearsed> {
  const folder = mkdtempSync(join(tmpdir(), tempPrefix("drill", process.pid)));
  try {
    const console = await open(join(folder, "home"));
    try {
      const decoy = attach(console);
      const [passphrase, words] = [freshSecret(), freshSecret()];
      await furnish(decoy, passphrase, words);
      const stop = console.state.subscribe(({ slice }) => {
        if (slice !== "panic") return;
        const { state, steps } = console.state.get("panic");
        if (state === "running") onProgress({ level, phase: "acting", steps });
      });
      const outcome = await console.panic.run(level, "drill").finally(stop);
      onProgress({ level, phase: "proving", steps: outcome.steps });
      return { outcome, proof: await prove(decoy, level, passphrase, words) };
    } finally {
      await console.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function freshSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

function attach(console: DecoyConsole): Decoy {
  const [ours, theirs] = portPair();
  const entry = console.attach(theirs, { via: "in-process", session: "drill" });
  const client = connect(contract, ours);
  const send = async (purpose: SecretPurpose, secret: string): Promise<string> => {
    const { secretId, publicKey } = await client.call("secret.begin", { purpose });
    const envelope = await sealEnvelope(Buffer.from(publicKey, "base64"), Buffer.from(secret), "passphrase");
    entry.secretFrame(secretFrame(secretId, envelope));
    return secretId;
  };
  return { console, client, send };
}

async function furnish({ client, send }: Decoy, passphrase: string, words: string): Promise<void> {
  await client.call("vault.create", { secretId: await send("create", passphrase) });
  const newSecretId = await send("new", words);
  const secretId = await send("approve", passphrase);
  const slot = { kind: "recovery", level: null, label: "drill" } as const;
  await client.call("vault.addSlot", { secretId, newSecretId, ...slot });
}

async function prove(
  decoy: Decoy,
  level: PanicLevel,
  passphrase: string,
  words: string,
): Promise<ErasureStep> {
  const begun = performance.now();
  const wrong = await disproof(decoy, level, passphrase, words);
  return {
    id: "proof",
    does: "Try to open the decoy vault afterwards.",
    medium: "the decoy vault; no model was loaded in it",
    claim: "proven",
    state: wrong === null ? "done" : "failed",
    detail: wrong ?? PROOFS[level],
    ms: Math.round(performance.now() - begun),
  };
}

const PROOFS: Readonly<Record<PanicLevel, string>> = {
  1: "It was locked, and the passphrase opened it again.",
  2: "The passphrase did not open it any more; the recovery words did.",
  3: "There was no vault any more, and the certificate verified.",
};

/** What speaks against it; null when everything is as it should be. */
async function disproof(
  decoy: Decoy,
  level: PanicLevel,
  passphrase: string,
  words: string,
): Promise<string | null> {
  const { client, send } = decoy;
  const unlock = async (secret: string): Promise<string> =>
    (await client.call("vault.unlock", { secretId: await send("unlock", secret) })).result;
  const { state } = decoy.console;
  if (level === 3) {
    if (state.get("vault").state !== "absent") return "There still is a vault.";
    return certificateVerifies(decoy) ? null : "The certificate does not verify.";
  }
  if (state.get("vault").state !== "locked") return "The vault was not locked.";
  const opened = await unlock(passphrase);
  if (level === 1) return opened === "unlocked" ? null : "The passphrase did not open it again.";
  if (opened !== "wrong") return "The passphrase still opened it.";
  return (await unlock(words)) === "unlocked" ? null : "The recovery words did not open it.";
}

function certificateVerifies({ console }: Decoy): boolean {
  const { last } = console.state.get("panic");
  if (last?.certificate == null) return false;
  const bytes = readWhole(join(console.home.root, last.certificate), MAX_FILE_BYTES);
  return verifyErasure(nodeCrypto, bytes).ok;
}
