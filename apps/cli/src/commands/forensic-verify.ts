import {
  isCertificate,
  MAX_BUNDLE_BYTES,
  nodeCrypto,
  verifyBundle,
  type BundleVerdict,
} from "@casemate/audit";
import { resolve } from "node:path";
import { printAnswer, visible } from "../console/output.ts";
import type { Common } from "./common-options.ts";
import { readBundle } from "./forensic-file.ts";
import { verifyCertificate } from "./panic-extras.ts";

/** Checks a bundle, an erasure certificate or a drill's report that somebody handed over. Throws UsageError for a file that cannot be read. */
export function verifyFile(file: string, options: Common & { readonly words?: string }): void {
  const bytes = readBundle(resolve(file), MAX_BUNDLE_BYTES + 1);
  if (isCertificate(bytes, file)) {
    verifyCertificate(bytes, options);
    return;
  }
  const verdict = verifyBundle(nodeCrypto, bytes, options.words ?? null);
  printAnswer(
    {
      ok: verdict.ok,
      text: textOf(verdict, options.words !== undefined),
      json: jsonOf(verdict, options.words !== undefined),
    },
    options.json,
  );
}

function textOf(verdict: BundleVerdict, compared: boolean): string {
  if (!verdict.ok) return `Not verified (${verdict.problem}): ${visible(verdict.message)}`;
  const { manifest, checkpoints, size, hiddenFields, words } = verdict.facts;
  const { from, to, origin } = manifest.log;
  const forgotten = manifest.records.forgotten;
  return [
    `Everything fits: records ${String(from)} to ${String(to - 1)} of ${origin} are complete, in order and unchanged.`,
    `${String(checkpoints)} signed checkpoints over ${String(size)} records were checked.`,
    hiddenFields === 0
      ? "No field is hidden."
      : `${String(hiddenFields)} fields are hidden: ${manifest.hidden.map(({ name, count }) => `${visible(name)} ${String(count)}`).join(", ")}.`,
    ...(manifest.reason === "" ? [] : [`Reason given: ${visible(manifest.reason)}`]),
    ...(forgotten === 0
      ? []
      : [
          `${String(forgotten)} of these records are without their texts. Whoever made the bundle says that the log had forgotten them; it could also be that they left them out.`,
        ]),
    compared
      ? "The twelve words are those of this log."
      : `Not compared: whose log this is. Compare these words with those that its owner wrote down: ${words}`,
    "This does not tell whether what was recorded is true, whether something went unrecorded, or what came later. Notes and statements in it are signed, not proven.",
  ].join("\n");
}

function jsonOf(verdict: BundleVerdict, compared: boolean): object {
  if (!verdict.ok) return verdict;
  const { manifest, checkpoints, size, hiddenFields, words, verifierKey } = verdict.facts;
  const { log, records, hidden, reason, created } = manifest;
  return {
    ok: true,
    log,
    records,
    hidden,
    reason,
    created,
    checkpoints,
    size,
    hiddenFields,
    verifierKey,
    words,
    wordsCompared: compared,
  };
}
