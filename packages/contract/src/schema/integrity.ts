import * as z from "zod";
import { call, type Contract } from "../rpc/spec.ts";
import { Bytes, Empty, Sha256, Time } from "./common.ts";

/** Files that are watched, by what depends on them. */
export const IntegrityGroup = z.enum(["program", "policy", "trust", "models", "canaries"]);
export type IntegrityGroup = z.output<typeof IntegrityGroup>;

/** Changes that are shown one by one; beyond, their number says enough. */
export const MAX_SHOWN_CHANGES = 50;

export const IntegrityChange = z.strictObject({
  group: IntegrityGroup,
  /** Below the group's folder. */
  path: z.string().max(1000),
  kind: z.enum(["changed", "missing", "replaced"]),
  expected: Sha256.nullable(),
  found: Sha256.nullable(),
  bytes: Bytes.nullable(),
});
export type IntegrityChange = z.output<typeof IntegrityChange>;

export const IntegritySlice = z.strictObject({
  /**
   * `intact`: every watched file was read and is what it should be. `reading`: nothing is known to be wrong, and not everything was read yet.
   * `unknown`: nobody looks, or the baseline cannot be trusted.
   */
  state: z.enum(["unknown", "reading", "intact", "changed"]),
  /** Why it is unknown. */
  note: z.string().max(500).nullable(),
  checkedAt: Time.nullable(),
  watched: z.int().nonnegative(),
  intact: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  changes: z.array(IntegrityChange).max(MAX_SHOWN_CHANGES),
  /** Traps: whether the system tells at once when one is touched, or only the next look sees it. Null: there are none. */
  canaries: z.enum(["told_at_once", "looked_for"]).nullable(),
  /** When the list of how files are meant to be was signed last. */
  baselineAt: Time.nullable(),
});
export type IntegritySlice = z.output<typeof IntegritySlice>;

/** There are four files that a person writes; room for more. */
const MAX_LEFT = 16;

const Line = z.strictObject({
  group: IntegrityGroup,
  path: z.string().max(1000),
  from: Sha256.nullable(),
  to: Sha256.nullable(),
  /** Whether anything says how it was; false only where no list can be trusted. */
  known: z.boolean(),
  /** Sizes; null where none is known or nothing is there. */
  fromBytes: Bytes.nullable(),
  toBytes: Bytes.nullable(),
});

/** What taking over the files as they are would change. */
export const IntegrityOffer = z.strictObject({
  /** SHA-256 of the list that would be signed; what is accepted is exactly this. */
  digest: Sha256,
  lines: z.array(Line).max(MAX_SHOWN_CHANGES),
  more: z.int().nonnegative(),
  /** What to know before accepting, where no list can be trusted: then every policy and list is a line, changed or not, there or not. */
  notes: z.array(z.string().max(500)).max(4),
  /** What cannot be taken over, and what to do instead; null when everything can. */
  refused: z.string().max(500).nullable(),
});
export type IntegrityOffer = z.output<typeof IntegrityOffer>;

/** The watch over Casemate's own files, a person's decisions, stored models and traps. */
export const integrityCalls = {
  /** Looks at every watched file now. */
  "integrity.look": call("act", Empty, IntegritySlice),
  /** What a person would take over as meant. `leave`: policies and lists, by their paths, that stay as they were meant to be. */
  "integrity.offer": call(
    "read",
    z.strictObject({ leave: z.array(z.string().max(1000)).max(MAX_LEFT).default([]) }),
    IntegrityOffer,
  ),
  /** Signs the list with the files as they are. `digest`: the offer's. Throws `changed`, `refused`, `damaged`. */
  "integrity.accept": call("danger", z.strictObject({ digest: Sha256 }), IntegritySlice),
} as const satisfies Contract;
