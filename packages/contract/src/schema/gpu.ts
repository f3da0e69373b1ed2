import * as z from "zod";
import { Sha256, Time } from "./common.ts";

/** One fact that a probe rests on. */
export const GpuEvidence = z.strictObject({
  /** Address or name of the card; null for the machine. */
  card: z.string().max(200).nullable(),
  what: z.string().max(80),
  value: z.union([z.string().max(300), z.number(), z.boolean(), z.null()]),
  unit: z.string().max(12).nullable(),
  /** The last value as the source wrote it. */
  raw: z.string().max(120),
});
export type GpuEvidence = z.output<typeof GpuEvidence>;

/** What one probe found. `unknown`: it could not look, which is never good. `not_applicable`: there is nothing to look at. */
export const GpuProbe = z.strictObject({
  id: z.string().max(40),
  title: z.string().max(80),
  status: z.enum(["pass", "warning", "critical", "unknown", "not_applicable"]),
  /** 0 good to 1 bad. */
  score: z.number().min(0).max(1),
  weight: z.number().min(0).max(1),
  sentence: z.string().max(600),
  remedy: z.string().max(600).nullable(),
  evidence: z.array(GpuEvidence).max(400),
});
export type GpuProbe = z.output<typeof GpuProbe>;

/** One difference from the baseline, beside what the machine knows about it. */
export const GpuDrift = z.strictObject({
  section: z.enum(["device", "identity", "module", "node", "protection", "machine", "engine"]),
  card: z.string().max(200).nullable(),
  what: z.string().max(80),
  before: z.string().max(300).nullable(),
  after: z.string().max(300).nullable(),
  explained: z.boolean(),
  /** What explains it, or why nothing does. */
  because: z.string().max(400),
  /** Lines of logs and facts that this rests on. */
  evidence: z.array(z.string().max(200)).max(10),
});
export type GpuDrift = z.output<typeof GpuDrift>;

export const GpuVerdict = z.enum(["healthy", "warning", "critical", "unknown"]);
export type GpuVerdict = z.output<typeof GpuVerdict>;

export const GpuBaselineState = z.strictObject({
  /**
   * `ok`: whole, signed by this installation, and the one that the log says was captured last. `foreign`: its signature is not of this installation's
   * key. `gone`: the log, or a key that is left, says that there was one. `other`: signed here, and not the one that was captured last. `unvouched`: the
   * log does not say which was captured last, or cannot be read; one that is there and signed is compared with all the same.
   */
  state: z.enum(["absent", "ok", "damaged", "foreign", "gone", "other", "unvouched"]),
  capturedAt: Time.nullable(),
  cards: z.int().nonnegative().nullable(),
  /** Digest of the signed file. */
  sha256: Sha256.nullable(),
});
export type GpuBaselineState = z.output<typeof GpuBaselineState>;

/** Something beside changes that a new baseline would take over: counters, limits, programs, and what is no longer known. */
export const GpuTaken = z.strictObject({
  card: z.string().max(200).nullable(),
  what: z.string().max(80),
  before: z.string().max(300).nullable(),
  /** null: not known any more, so it would not be compared from then on. */
  after: z.string().max(300).nullable(),
});
export type GpuTaken = z.output<typeof GpuTaken>;

/** What a probe found and would not find any more once a baseline is captured now. */
export const GpuGranted = z.strictObject({
  probe: z.string().max(40),
  status: z.enum(["critical", "warning"]),
  sentence: z.string().max(600),
});
export type GpuGranted = z.output<typeof GpuGranted>;

/** What was asked, and what came of it. */
export const GpuSource = z.strictObject({
  name: z.string().max(200),
  state: z.enum(["ok", "absent", "failed"]),
  why: z.string().max(300),
});

/** One round of GPU watch. */
export const GpuCheck = z.strictObject({
  at: Time,
  verdict: GpuVerdict,
  /** Weighed mean of the probes that could judge, 0 good to 1 bad; null when none could. */
  score: z.number().min(0).max(1).nullable(),
  sentence: z.string().max(500),
  /** Why, worst first. */
  reasons: z.array(z.string().max(700)).max(40),
  /** null: could not look. */
  accelerators: z.int().nonnegative().nullable(),
  probes: z.array(GpuProbe).max(40),
  sources: z.array(GpuSource).max(40),
  drift: z.array(GpuDrift).max(200),
  /** The same of what is no change and would not be told any more with a new baseline. */
  taken: z.array(GpuTaken).max(200),
  granted: z.array(GpuGranted).max(40),
  baseline: GpuBaselineState,
  /** What this version does not check, in words. */
  notChecked: z.array(z.string().max(200)).max(20),
  /** Digest of everything that a new baseline would hold but counters, and of what it would take for granted. */
  fingerprint: Sha256.nullable(),
});
export type GpuCheck = z.output<typeof GpuCheck>;

/** What is known of one card. Facts that are not known have no value. */
export const GpuCard = z.strictObject({
  /** Address, or name where there is none. */
  id: z.string().max(200),
  name: z.string().max(200).nullable(),
  vendor: z.string().max(200).nullable(),
  facts: z.array(GpuEvidence).max(40),
});
export type GpuCard = z.output<typeof GpuCard>;

const figure = z.number().nullable();
/** What the cards showed in one round. null: nobody could look, or the card does not tell. */
export const GpuSample = z.strictObject({
  at: Time,
  cards: z
    .array(
      z.strictObject({
        card: z.string().max(200),
        /** Degrees Celsius. */
        temperature: figure,
        /** Watts. */
        power: figure,
        /** MHz. */
        clock: figure,
        /** MiB. */
        memoryUsed: figure,
        /** 0 to 100. */
        busy: figure,
        /** Revolutions a minute. */
        fan: figure,
      }),
    )
    .max(64)
    .nullable(),
});
export type GpuSample = z.output<typeof GpuSample>;

/** Rounds of the last hour that are kept: one every ten seconds at most, and what a person asks for. */
export const MAX_GPU_SAMPLES = 512;

/** What a page shows without another round. */
export const GpuLive = z.strictObject({
  /** The last round; null: none since the start. */
  check: GpuCheck.nullable(),
  /** Of that round; null: nobody could look. */
  cards: z.array(GpuCard).max(64).nullable(),
  /** Oldest first, of the last hour. Kept in memory only. */
  samples: z.array(GpuSample).max(MAX_GPU_SAMPLES),
});
export type GpuLive = z.output<typeof GpuLive>;

/** What an attestation says about what computes. */
export const GpuAttestState = z.strictObject({
  at: Time,
  verdict: GpuVerdict,
  score: z.number().min(0).max(1).nullable(),
  probes: z.array(GpuProbe.pick({ id: true, status: true, score: true })).max(40),
  /** null: nobody could look at the cards. */
  drivers: z
    .array(z.strictObject({ card: z.string().max(200).nullable(), driver: z.string().max(200).nullable() }))
    .max(64)
    .nullable(),
  /** Device files of accelerators; null: could not be listed. */
  nodes: z.array(z.string().max(200)).max(256).nullable(),
  /** As in the history. */
  trend: z.number().nullable(),
  /** Digest of the baseline's file; null: there is none. */
  baseline: Sha256.nullable(),
});
export type GpuAttestState = z.output<typeof GpuAttestState>;

/** One line of the history, kept on the disk. */
export const GpuHistoryEntry = z.strictObject({
  at: Time,
  verdict: GpuVerdict,
  score: z.number().min(0).max(1).nullable(),
  /** Ids of the probes that were not good. */
  raised: z.array(z.string().max(40)).max(40),
});
export type GpuHistoryEntry = z.output<typeof GpuHistoryEntry>;

export const GpuHistory = z.strictObject({
  entries: z.array(GpuHistoryEntry).max(200),
  /** Mean score of the newer half of the last ten minus that of the older half; above 0 it gets worse. null: fewer than two. */
  trend: z.number().nullable(),
});
export type GpuHistory = z.output<typeof GpuHistory>;
