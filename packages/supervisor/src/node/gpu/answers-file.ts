import { GpuAnswer, Time } from "@casemate/contract";
import * as z from "zod";
import { readWhole, writeWhole } from "../whole-file.ts";

/** One answer of at most 20 KiB, and a time. */
const MAX_BYTES = 64 * 1024;

/**
 * What is remembered of known-answer tests when Casemate ends. A right answer is not: it says how the card computed then. Who can write the file can
 * delay the next deep test or make the card look wrong, not make it look right; that it was wrong also stands in the log, as an incident.
 */
const Remembered = z.strictObject({
  /** When the last deep test of a card ended. */
  deepAt: Time.nullable(),
  /** The wrong answer that no deep test has taken back yet. */
  wrong: GpuAnswer.nullable(),
});
export type Remembered = z.output<typeof Remembered>;

/** Nothing when there is no such file or it is damaged: then the next test is due. */
export function loadAnswers(path: string): Remembered {
  try {
    return Remembered.parse(JSON.parse(Buffer.from(readWhole(path, MAX_BYTES)).toString("utf8")));
  } catch {
    return { deepAt: null, wrong: null };
  }
}

/** Throws the system's error. */
export function saveAnswers(path: string, remembered: Remembered): void {
  writeWhole(path, `${JSON.stringify(remembered)}\n`);
}
