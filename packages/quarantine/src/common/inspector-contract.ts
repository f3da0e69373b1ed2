import {
  call,
  event,
  Bytes,
  ByteWindow,
  Finding,
  ModelFacts,
  ModelReport,
  ModelTemplate,
  Sha256,
  Source,
  StageId,
  StageResult,
  Verdict,
  type Contract,
} from "@casemate/contract";
import * as z from "zod";

/** One file of the input. `fd` is the descriptor's number inside the child. */
export const InspectedFile = z.strictObject({
  /** Base name, or path relative to the model folder. Attacker-controlled: never opened, only compared and shown. */
  name: z.string().max(4096),
  fd: z.int().min(3),
  /** Size of the plaintext in bytes. */
  bytes: Bytes,
  /** File key in an envelope (base64, purpose "file-key") when the descriptor holds vault ciphertext; null for a plain file. */
  keyEnvelope: z.string().max(400).nullable(),
  /** Digest known from intake; the inspector computes its own and refuses to go on when they differ. */
  sha256: Sha256.nullable(),
});
export type InspectedFile = z.output<typeof InspectedFile>;

/** What the static stages (all but `behaviour`) found. `stages` has all seven; `behaviour` is `not_run`. */
export const InspectionReport = z.strictObject({
  verdict: Verdict,
  sha256: Sha256,
  bytes: Bytes,
  facts: ModelFacts,
  findings: z.array(Finding).max(1000),
  stages: z.array(StageResult).length(7),
  tensors: ModelReport.shape.tensors,
  templates: z.array(ModelTemplate).max(32),
  /** Whether the file, or all files of the input together, can be run; decides if `behaviour` runs. */
  runnable: z.boolean(),
  /** Every file of the input by its bytes; names are attacker-controlled and were made visible. */
  files: z
    .array(z.strictObject({ name: z.string().max(300), bytes: Bytes, sha256: Sha256 }))
    .min(1)
    .max(1024),
  /** What a policy may limit; null where it could not be measured. Of a set, the largest. */
  sizes: z.strictObject({ header: Bytes, template: Bytes }).nullable(),
});
export type InspectionReport = z.output<typeof InspectionReport>;

/** Spoken between the supervisor and one confined inspector child; one child inspects one input and ends. */
export const inspectorContract = {
  "inspect.hello": call("read", z.strictObject({}), z.strictObject({ publicKey: z.string().max(64) })),
  "inspect.run": call(
    "act",
    z.strictObject({
      files: z.array(InspectedFile).min(1).max(1024),
      source: Source,
      profile: z.enum(["quick", "full"]),
    }),
    InspectionReport,
  ),
  /** Instead of a run: bytes of one file around `at`, with the names of its fields. */
  "inspect.bytes": call("read", z.strictObject({ file: InspectedFile, at: Bytes }), ByteWindow),
  "inspect.progress": event(
    z.strictObject({ stage: StageId, done: Bytes, total: Bytes, findings: z.int().nonnegative() }),
  ),
  "inspect.stage": event(StageResult),
} as const satisfies Contract;
