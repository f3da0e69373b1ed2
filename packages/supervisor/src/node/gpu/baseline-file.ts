import { RpcError, type GpuBaselineState } from "@casemate/contract";
import { MAX_BASELINE_CHARS, readBaseline, writeBaseline, type Baseline } from "@casemate/gpu-watch";
import { hash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { reason, type Home } from "../home.ts";
import { readWhole, writeWhole } from "../whole-file.ts";
import type { LogSays } from "./baseline-note.ts";
import { makeBaselineKey, openBaselineKey } from "./baseline-key.ts";

/** Four bytes of UTF-8 for each character at most. */
const MAX_BYTES = 4 * MAX_BASELINE_CHARS;

export interface KnownBaseline {
  readonly state: GpuBaselineState;
  /** null unless the file is whole, signed by this installation's key, and nothing says that another one was captured last. */
  readonly baseline: Baseline | null;
}

/** The baseline as it stands on the disk now, beside what the log says of the one that was captured last. Never throws: what cannot be read is damaged. */
export function loadBaseline(home: Home, log: LogSays): KnownBaseline {
  if (!existsSync(home.gpuBaseline)) return none(missing(home, log), null);
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
  if (found.state !== "ok") return none(found.state, sha256);
  if (log.is === "captured" && log.sha256 !== sha256) return none("other", sha256);
  return known(found.baseline, sha256, log.is === "captured" ? "ok" : "unvouched");
}

/** One that somebody took away is not one that never was: the log says so, and a key was made only for one. */
function missing(home: Home, log: LogSays): "gone" | "absent" | "unvouched" {
  if (log.is === "captured" || existsSync(home.gpuKey)) return "gone";
  return log.is === "none" ? "absent" : "unvouched";
}

/** Signs and writes a baseline over any other. Throws `disk_full` or `io` with one sentence; then the old one still stands, and no key is left without one. */
export function saveBaseline(home: Home, baseline: Baseline): { known: KnownBaseline; publicKey: string } {
  const before = openBaselineKey(home.gpuKey);
  const hadKey = existsSync(home.gpuKey);
  try {
    const key = before ?? makeBaselineKey(home.gpuKey);
    const text = writeBaseline(baseline, key);
    writeWhole(home.gpuBaseline, text);
    return { known: known(baseline, hash("sha256", text), "ok"), publicKey: key.publicKey };
  } catch (error) {
    if (!hadKey) rmSync(home.gpuKey, { force: true });
    const full = (error as NodeJS.ErrnoException).code === "ENOSPC";
    throw new RpcError(full ? "disk_full" : "io", `The baseline could not be written: ${reason(error)}.`);
  }
}

function known(baseline: Baseline, sha256: string, state: "ok" | "unvouched"): KnownBaseline {
  return {
    state: { state, capturedAt: baseline.capturedAt, cards: baseline.cards.length, sha256 },
    baseline,
  };
}

function none(state: Exclude<GpuBaselineState["state"], "ok">, sha256: string | null): KnownBaseline {
  return { state: { state, capturedAt: null, cards: null, sha256 }, baseline: null };
}
