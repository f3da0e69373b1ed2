import { PanicTriggers } from "@casemate/contract";
import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import type { SignDigest } from "../integrity/baseline-store.ts";
import { readWhole, writeWhole } from "../whole-file.ts";

/** Two triggers, 32 names of classes and a signed note stay far below. */
const MAX_FILE_BYTES = 16 * 1024;

const Armed = z.strictObject({
  armed: PanicTriggers,
  /** Of the recovery words as they were when level 2 was armed: as long as they are still there, they are a way in. */
  recoveryMark: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
});
type Armed = z.output<typeof Armed>;
/** `note`: the log's signature over the digest of the rest; null where the log could not sign. */
const ArmedFile = z.strictObject({ ...Armed.shape, note: z.string().max(4096).nullable() });
type ArmedFile = z.output<typeof ArmedFile>;

/** Null when there is none, or none that can be read. */
export function readArmed(path: string): ArmedFile | null {
  try {
    return ArmedFile.parse(JSON.parse(new TextDecoder().decode(readWhole(path, MAX_FILE_BYTES))));
  } catch {
    return null;
  }
}

/** Throws the system's error. What cannot be signed is written all the same: it still arms level 1. */
export async function writeArmed(path: string, one: Armed, sign: SignDigest): Promise<void> {
  const note = await sign(digestOf(one)).catch(() => null);
  writeWhole(path, JSON.stringify({ ...one, note } satisfies ArmedFile));
}

/** Whether this log's key signed it. Throws when the log cannot sign. */
export async function isSigned({ note, armed, recoveryMark }: ArmedFile, sign: SignDigest): Promise<boolean> {
  const expected = Buffer.from(await sign(digestOf({ armed, recoveryMark })));
  const found = Buffer.from(note ?? "");
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** Of what nobody signed only level 1, which destroys nothing. */
export function harmless({ failedUnlocks, incidents }: PanicTriggers): PanicTriggers {
  return {
    failedUnlocks: failedUnlocks?.level === 1 ? failedUnlocks : null,
    incidents: incidents?.level === 1 ? incidents : null,
  };
}

function digestOf({ armed, recoveryMark }: Armed): string {
  const { failedUnlocks, incidents } = armed;
  const text = JSON.stringify([
    failedUnlocks && [failedUnlocks.count, failedUnlocks.level],
    incidents && [incidents.classes, incidents.level],
    recoveryMark,
  ]);
  return createHash("sha256").update(text).digest("hex");
}
