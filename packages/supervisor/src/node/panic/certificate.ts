import {
  certificateFile,
  ERASURE_FORMAT,
  lastResults,
  nodeCrypto,
  readCertificate,
  statementDigest,
  type Certificate,
  type ErasureStatement,
  type ErasureStep,
} from "@casemate/audit";
import { PANIC_STEPS, remainsOf } from "@casemate/incidents";
import type { PanicStep } from "@casemate/contract";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isoTime } from "../../common/clock.ts";
import { readWhole, writeWhole } from "../whole-file.ts";
import type { PanicFacts, PanicWorld } from "./world.ts";

/** The terms are those of NIST SP 800-88 revision 2 (September 2025). */
const METHOD =
  "Cryptographic Erase in the sense of NIST SP 800-88r2: the keys were overwritten and read back through the file system. Best effort means: on flash, on copy-on-write file systems and in snapshots an older copy of a key may remain.";
/** Larger than any certificate. */
const MAX_FILE_BYTES = 256 * 1024;
/** Steps in `after`, of all starts together: docs/formats/erasure.md. */
const MAX_AFTER = 32;
const NAME = /^erasure-[0-9a-f]{32}\.json$/;

export function certificateName(id: string): string {
  return `erasure-${id}.json`;
}

/**
 * Signs what was done so far and puts it in the data directory; answers whether somebody signed. One that was signed before the panic was cut off is
 * kept when the key is gone. `put` does the writing, for a disk that needs room first. Throws the system's error.
 */
export function writeCertificate(
  world: PanicWorld,
  facts: PanicFacts,
  put: (write: () => void) => void,
): Promise<"signed" | "unsigned" | "kept"> {
  return world.withSigner(async (signer) => {
    if (signer === null && facts.resumed && isSigned(world, facts.id)) return "kept";
    const { key, checkpoint } = signer ?? { key: null, checkpoint: null };
    const steps = facts.steps().filter(isEnded);
    const statement = statementOf(world, facts, "erasure", steps, { key, checkpoint });
    const note = (await signer?.sign(statementDigest(nodeCrypto.sha256, statement))) ?? null;
    put(() => {
      store(world, facts.id, { format: ERASURE_FORMAT, statement, note, after: [] });
    });
    return note === null ? "unsigned" : "signed";
  });
}

function isSigned(world: PanicWorld, id: string): boolean {
  try {
    return readCertificate(readWhole(pathOf(world, id), MAX_FILE_BYTES)).note !== null;
  } catch {
    return false;
  }
}

/**
 * Adds what was done once nobody could sign any more, and what ended otherwise when it was done again at a later start; what was said of that before
 * stays in front of it. Throws the system's error.
 */
export function completeCertificate(world: PanicWorld, id: string, steps: readonly PanicStep[]): void {
  const certificate = readCertificate(readWhole(pathOf(world, id), MAX_FILE_BYTES));
  const before = new Map(lastResults(certificate).map((step) => [step.id, step]));
  const isNew = ({ id: step, state }: PanicStep): boolean => {
    const earlier = before.get(step);
    return !earlier || isGood(state) !== isGood(earlier.state);
  };
  const added = steps.filter((step) => isEnded(step) && isNew(step)).map(told);
  // As many as a reader takes; the newest count.
  store(world, id, { ...certificate, after: [...certificate.after, ...added].slice(-MAX_AFTER) });
}

/** What is said of a panic or a drill. */
export function statementOf(
  { clock, version }: Pick<PanicWorld, "clock" | "version">,
  { id, level, cause, resumed, begunAt, vault }: Omit<PanicFacts, "steps" | "device" | "headerGone">,
  kind: ErasureStatement["kind"],
  steps: readonly PanicStep[],
  log: { readonly key: string | null; readonly checkpoint: string | null },
): ErasureStatement {
  return {
    kind,
    id,
    level,
    cause,
    resumed,
    vault,
    version,
    begun: begunAt,
    made: isoTime(clock),
    log: log.key === null ? null : { key: log.key, checkpoint: log.checkpoint },
    steps: steps.map(told),
    method: METHOD,
    survives: level === 1 ? [] : remainsOf(level).map(({ message }) => message),
  };
}

/** The newest certificate in the data directory, with its name; null when there is none that can be read. */
export function newestCertificate(root: string): { name: string; text: string } | null {
  try {
    const [newest] = readdirSync(root)
      .filter((name) => NAME.test(name))
      .map((name) => ({ name, time: statSync(join(root, name)).mtimeMs }))
      .sort((a, b) => b.time - a.time);
    if (!newest) return null;
    const bytes = readWhole(join(root, newest.name), MAX_FILE_BYTES);
    readCertificate(bytes);
    return { name: newest.name, text: new TextDecoder().decode(bytes) };
  } catch {
    return null;
  }
}

function isGood(state: PanicStep["state"]): boolean {
  return state === "done" || state === "absent";
}

function isEnded({ state }: PanicStep): boolean {
  return state === "done" || state === "failed" || state === "absent";
}

function told({ id, claim, state, detail, ms }: PanicStep): ErasureStep {
  const definition = PANIC_STEPS.find((step) => step.id === id);
  return { id, claim, state, detail, ms, does: definition?.does ?? "", medium: definition?.medium ?? "" };
}

function store(world: PanicWorld, id: string, certificate: Certificate): void {
  writeWhole(pathOf(world, id), certificateFile(certificate));
}

function pathOf({ home }: PanicWorld, id: string): string {
  return join(home.root, certificateName(id));
}
