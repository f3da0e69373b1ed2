import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  readConfinement,
  readGpu,
  readIncidents,
  readIntegrity,
  readLog,
  readVault,
  type Part,
  type Reading,
} from "../../common/attestation/reading.ts";
import type { StateStore } from "../../common/state/store.ts";
import type { Admission } from "../admission/admission.ts";
import type { Calls } from "../calls/call-policy.ts";
import type { Home } from "../home.ts";
import type { Survey } from "../hosts/digests.ts";
import type { Spawner } from "../hosts/spawn-service.ts";
import { readWhole } from "../whole-file.ts";
import { readEngine, readPrograms } from "./programs.ts";

/** Larger than any header of a vault. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** What the parts are read from. */
export interface PartSources {
  readonly state: StateStore;
  readonly home: Home;
  readonly spawner: Pick<Spawner, "survey" | "isolation">;
  readonly admission: Pick<Admission, "inForce">;
  readonly calls: Pick<Calls, "inForce">;
  readonly engineRelease: string | null;
}

/** Every part of an attestation, in the order of the format: the one place for bundle, gate and ceremony. */
export function createParts(sources: PartSources): readonly Part[] {
  const { state, spawner, home, engineRelease } = sources;
  let surveying: Promise<Survey | null> | null = null;
  /** Two parts are read from one survey. */
  const survey = (): Promise<Survey | null> => {
    surveying ??= spawner
      .survey()
      .catch(() => null)
      .finally(() => {
        surveying = null;
      });
    return surveying;
  };
  const of =
    (read: () => Reading): Part["read"] =>
    () =>
      Promise.resolve().then(read);
  return [
    { id: "programs", lasting: ["list"], read: async () => readPrograms(await survey()) },
    {
      id: "engine",
      lasting: ["sha256"],
      read: async () => readEngine(await survey(), { name: state.get("app").engine, release: engineRelease }),
    },
    { id: "policy", lasting: ["calls", "admission"], read: of(() => readPolicies(sources)) },
    { id: "log", lasting: ["state", "id"], read: of(() => readLog(state.get("ledger"))) },
    { id: "vault", lasting: ["kept"], read: of(() => readVault(state.get("vault"), headerDigest(home))) },
    {
      id: "confinement",
      lasting: ["level", "layers"],
      read: async () => readConfinement(await spawner.isolation()),
    },
    { id: "integrity", lasting: [], read: of(() => readIntegrity(state.get("integrity"))) },
    {
      id: "incidents",
      lasting: [],
      read: of(() => readIncidents(state.get("incidents"), state.get("ledger"))),
    },
    { id: "gpu", lasting: [], read: of(() => readGpu(state.get("machine"))) },
  ];
}

/** Both policies as they stand on the disk now. */
function readPolicies({ state, admission, calls }: PartSources): Reading {
  admission.inForce();
  const { digest, problem } = calls.inForce();
  const { state: stands, policy, error, pins, blocks } = state.get("admission");
  const facts = { calls: digest, admission: policy, pins, blocks };
  const why = stands === "broken" ? (error ?? "it is damaged") : problem;
  if (why === null)
    return { ok: true, words: "The rules of calls and of admission can be read.", todo: null, facts };
  return {
    ok: false,
    words: `A policy or list cannot be read: ${why}`,
    todo: "Correct the file: casemate policy check FILE names what is wrong.",
    facts,
    evidence: [{ kind: "file", path: "policy", problem: why.slice(0, 500) }],
  };
}

/** Nothing in the header is secret in the clear: salts, costs and wrapped keys. */
function headerDigest({ vault }: Home): string | null {
  try {
    const header = readWhole(join(vault, "header"), MAX_HEADER_BYTES);
    return createHash("sha256").update(header).digest("hex");
  } catch {
    return null;
  }
}
