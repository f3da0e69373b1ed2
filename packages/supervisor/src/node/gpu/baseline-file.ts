import { RpcError, type GpuBaselineState } from "@casemate/contract";
import { MAX_BASELINE_CHARS, readBaseline, writeBaseline, type Baseline } from "@casemate/gpu-watch";
import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { reason, type Home } from "../home.ts";
import { readWhole, writeWhole } from "../whole-file.ts";
import { makeBaselineKey, openBaselineKey } from "./baseline-key.ts";

/** Four bytes of UTF-8 for each character at most. */
const MAX_BYTES = 4 * MAX_BASELINE_CHARS;

export interface KnownBaseline {
  readonly state: GpuBaselineState;
  /** null unless the file is whole and signed by this installation's key. */
  readonly baseline: Baseline | null;
}

/** The baseline as it stands on the disk now. Never throws: what cannot be read is damaged. */
export function loadBaseline(home: Home): KnownBaseline {
  // Where a key was made there was a baseline once: one that somebody took away is not one that never was.
  if (!existsSync(home.gpuBaseline)) return none(existsSync(home.gpuKey) ? "damaged" : "absent", null);
  let text: string;
  try {
    text = Buffer.from(readWhole(home.gpuBaseline, MAX_BYTES)).toString("utf8");
  } catch {
    return none("damaged", null);
  }
  const sha256 = hash("sha256", text);
  const key = openBaselineKey(home.gpuKey);
  if (!key) return none("foreign", sha256);
  const found = readBaseline(text, key);
  return found.state === "ok" ? known(found.baseline, sha256) : none(found.state, sha256);
}

/** Signs and writes a baseline over any other. Throws `disk_full` or `io` with one sentence; then the old one still stands. */
export function saveBaseline(home: Home, baseline: Baseline): { known: KnownBaseline; publicKey: string } {
  try {
    const key = openBaselineKey(home.gpuKey) ?? makeBaselineKey(home.gpuKey);
    const text = writeBaseline(baseline, key);
    writeWhole(home.gpuBaseline, text);
    return { known: known(baseline, hash("sha256", text)), publicKey: key.publicKey };
  } catch (error) {
    const full = (error as NodeJS.ErrnoException).code === "ENOSPC";
    throw new RpcError(full ? "disk_full" : "io", `The baseline could not be written: ${reason(error)}.`);
  }
}

function known(baseline: Baseline, sha256: string): KnownBaseline {
  return {
    state: { state: "ok", capturedAt: baseline.capturedAt, cards: baseline.cards.length, sha256 },
    baseline,
  };
}

function none(state: "absent" | "damaged" | "foreign", sha256: string | null): KnownBaseline {
  return { state: { state, capturedAt: null, cards: null, sha256 }, baseline: null };
}
