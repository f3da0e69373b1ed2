import * as z from "zod";
import { Bytes, Id, MAX_MODEL_FILES, Sha256, Time } from "./common.ts";

export const Severity = z.enum(["critical", "high", "medium", "low", "info"]);
export type Severity = z.output<typeof Severity>;
export const Verdict = z.enum(["admit", "hold", "refuse"]);
export type Verdict = z.output<typeof Verdict>;

/** The seven stages, in the order they run. */
export const STAGE_IDS = [
  "source",
  "format",
  "identity",
  "provenance",
  "content",
  "weights",
  "behaviour",
] as const;
export const StageId = z.enum(STAGE_IDS);
export type StageId = z.output<typeof StageId>;

/** What findings come to, worst first: the groups that a person reads them in. */
export const CONSEQUENCES = [
  "runs-code",
  "breaks-engine",
  "hides",
  "steers",
  "untrue",
  "no-model",
  "your-rules",
  "unclear",
  "note",
] as const;
export const Consequence = z.enum(CONSEQUENCES);
export type Consequence = z.output<typeof Consequence>;

/** Most fields named in one excerpt: two lines of metadata have about ten. */
export const MAX_EXCERPT_FIELDS = 24;
/** Most bytes of the file that a finding carries around its place. */
export const MAX_EXCERPT_BYTES = 256;
/** What some bytes of a file are, by the layout its parser read: "tensor info 12: offset". Attacker text in it was made visible. */
export const FieldPlace = z.strictObject({ at: Bytes, length: Bytes, name: z.string().max(160) });
export type FieldPlace = z.output<typeof FieldPlace>;

/** Most bytes read at once for the hex view; a field is at least one byte. */
export const MAX_WINDOW_BYTES = 2048;
/** A stretch of a stored file, with the fields that touch it in the order of the file. */
export const ByteWindow = z.strictObject({
  at: Bytes,
  hex: z
    .string()
    .regex(/^([0-9a-f]{2})*$/)
    .max(MAX_WINDOW_BYTES * 2),
  fields: z.array(FieldPlace).max(MAX_WINDOW_BYTES),
});
export type ByteWindow = z.output<typeof ByteWindow>;

/** One thing that a stage noticed, at its byte. `offset`/`length` are null when it concerns the file as a whole. */
export const Finding = z.strictObject({
  rule: z.string().max(80),
  stage: StageId,
  severity: Severity,
  /** Reports of older versions do not say. */
  consequence: Consequence.default("unclear"),
  /** Name of the file that it concerns, made visible; null for an input of one file. */
  file: z.string().max(300).nullable().default(null),
  /** Byte position in that file. */
  offset: Bytes.nullable(),
  length: Bytes.nullable(),
  /** Tensor name, metadata key or archive member; made visible (control characters escaped). */
  where: z.string().max(300).nullable(),
  message: z.string().max(2000),
  /** Why it matters: what could happen. */
  why: z.string().max(1000),
  remedy: z.string().max(1000),
  refs: z.array(z.string().max(200)).max(8),
  /** Bytes around the place, for the hex view; `at` is the position of the first one. `fields` are in the order of the file; reports of older versions name none. */
  excerpt: z
    .strictObject({
      at: Bytes,
      hex: z
        .string()
        .regex(/^([0-9a-f]{2})*$/)
        .max(MAX_EXCERPT_BYTES * 2),
      fields: z.array(FieldPlace).max(MAX_EXCERPT_FIELDS).default([]),
    })
    .nullable(),
});
export type Finding = z.output<typeof Finding>;

/** One rule of the gate, as its page says it. */
export const RuleInfo = z.strictObject({
  id: z.string().max(80),
  stage: z.enum(["static", "behaviour"]),
  severity: Severity,
  /** What a finding of it asks for; null: it is told, and decides nothing. */
  asks: z.enum(["refuse", "hold"]).nullable(),
  consequence: Consequence,
  why: z.string().max(1000),
  remedy: z.string().max(1000),
  refs: z.array(z.string().max(200)).max(8),
});
export type RuleInfo = z.output<typeof RuleInfo>;

/** `pass` nothing to say · `hold`/`refuse` this stage asks for it · `not_run` a previous stage ended it or it does not exist in this mode. */
export const StageVerdict = z.enum(["pass", "hold", "refuse", "not_run", "not_applicable"]);
export type StageVerdict = z.output<typeof StageVerdict>;
export const StageResult = z.strictObject({
  id: StageId,
  verdict: StageVerdict,
  ms: z.number().nonnegative(),
  /** One plain sentence: what was checked and what came out, with figures. */
  detail: z.string().max(1000),
});
export type StageResult = z.output<typeof StageResult>;

/** A stage as it is watched live. */
export const LiveStage = z.strictObject({
  id: StageId,
  state: z.enum(["waiting", "running", "pass", "hold", "refuse", "not_run", "not_applicable"]),
  ms: z.number().nonnegative(),
  findings: z.int().nonnegative(),
  detail: z.string().max(1000),
});
export type LiveStage = z.output<typeof LiveStage>;

/** What the bytes are, by content. */
export const ModelFacts = z.strictObject({
  format: z.string().max(40),
  architecture: z.string().max(64).nullable(),
  /** Display name out of the file, made visible; never trusted. */
  title: z.string().max(200).nullable(),
  tensors: z.int().nonnegative().nullable(),
  parameters: z.number().nonnegative().nullable(),
  /** Dominant tensor type, for example "F32" or "Q4_K". */
  quantisation: z.string().max(20).nullable(),
  contextLength: z.int().nonnegative().nullable(),
  chatTemplate: z.boolean(),
});
export type ModelFacts = z.output<typeof ModelFacts>;

export const ModelState = z.enum(["received", "inspecting", "admitted", "held", "refused", "contained"]);
export type ModelState = z.output<typeof ModelState>;

/** One row of the catalogue. */
export const ModelSummary = z.strictObject({
  id: Id,
  /** File name without extension: what the command line calls NAME. */
  name: z.string().max(255),
  /** Of a model of several files: its folder's name, or the first part's. */
  fileName: z.string().max(255),
  /** Of all its files. */
  bytes: Bytes,
  /** Of several files: SHA-256 over the list of their digests and names (docs/formats/model-digest.md). */
  sha256: Sha256,
  /** How many files it consists of. */
  files: z.int().min(1).default(1),
  state: ModelState,
  /** "component": passed everything but cannot run alone (safetensors, adapters, projectors). */
  admittedAs: z.enum(["model", "component"]).nullable(),
  /** Set when a person released a held model, with who and when in the log. */
  releasedByPerson: z.boolean(),
  receivedAt: Time,
  decidedAt: Time.nullable(),
  /** For a refused file: when its key is destroyed and the bytes become unreadable. */
  discardAt: Time.nullable(),
  facts: ModelFacts.nullable(),
  stages: z.array(LiveStage).length(7),
  findings: z.strictObject({
    critical: z.int(),
    high: z.int(),
    medium: z.int(),
    low: z.int(),
    info: z.int(),
  }),
  /** One plain sentence: the verdict and the reason that decided it. */
  headline: z.string().max(2000),
  jobId: Id.nullable(),
  /** The policy it was judged under, as `AdmissionSlice.policy` names it. Another one than now: an older policy. */
  policy: z.string().max(64).default("default"),
});
export type ModelSummary = z.output<typeof ModelSummary>;

/** What a drop of several files begins with: the files of one model, in the order of their paths in it. */
export const DroppedFiles = z
  .array(z.strictObject({ name: z.string().min(1).max(4096), bytes: Bytes }))
  .min(1)
  .max(MAX_MODEL_FILES);
export type DroppedFiles = z.output<typeof DroppedFiles>;

/** Where a file came from, as far as it can be known. */
export const Source = z.strictObject({
  kind: z.enum(["drop", "path", "starter"]),
  name: z.string().max(4096),
});
export type Source = z.output<typeof Source>;

/** A chat template as it stands in the file, with what the checks marked in it. It was read, never run. */
export const ModelTemplate = z.strictObject({
  /** Metadata key or side file; made visible. */
  where: z.string().max(300),
  /** Byte where the text begins; null when it has no place of its own in the file. */
  offset: Bytes.nullable(),
  /** Bytes of the whole text; `text` holds its beginning. */
  bytes: Bytes,
  /** Raw text of the file: attacker-controlled, invisible characters and all. Show it only with these made visible. */
  text: z.string().max(64 * 1024),
  /** Family whose marks it has, for example "Llama 3". */
  family: z.string().max(40).nullable(),
  /** Places in `text`, in characters; `kind` is a rule. */
  marks: z
    .array(
      z.strictObject({
        at: z.int().nonnegative(),
        length: z.int().nonnegative(),
        kind: z.string().max(80),
        note: z.string().max(500),
      }),
    )
    .max(500),
  /** Against the family's known template: blanks and quotes do not count. */
  diff: z
    .array(z.strictObject({ kind: z.enum(["same", "added", "removed"]), text: z.string().max(500) }))
    .max(2000)
    .nullable(),
});
export type ModelTemplate = z.output<typeof ModelTemplate>;

/** Everything that was decided about one model and why. */
export const ModelReport = z.strictObject({
  summary: ModelSummary,
  source: Source,
  findings: z.array(Finding).max(1000),
  stages: z.array(StageResult).length(7),
  engine: z.record(z.string(), z.string()),
  /** SHA-256 of every tensor's bytes, in file order; at most 4,096 are sent. */
  tensors: z
    .array(
      z.strictObject({
        name: z.string().max(300),
        type: z.string().max(20),
        shape: z.array(z.number()),
        offset: Bytes,
        bytes: Bytes,
        sha256: Sha256,
      }),
    )
    .max(4096),
  /** What it consists of; names were made visible. Reports of older versions have none. */
  files: z
    .array(z.strictObject({ name: z.string().max(300), bytes: Bytes, sha256: Sha256 }))
    .max(MAX_MODEL_FILES)
    .default([]),
  /** At most 32 are sent; reports of older versions have none. */
  templates: z.array(ModelTemplate).max(32).default([]),
});
export type ModelReport = z.output<typeof ModelReport>;
