import type { PanicDrilling, PanicOutcome, PanicPlan, PanicStep, State } from "@casemate/contract";
import { visible } from "../console/output.ts";

const NAMES: Readonly<Record<PanicStep["id"], string>> = {
  keeper: "process with the keys ended",
  work: "everything that works with the vault ended",
  sessions: "sessions ended",
  page: "pages told to go blank",
  slots: "ways into the vault destroyed",
  device_key: "this machine's key removed",
  header: "whole header destroyed",
  certificate: "certificate signed",
  log_key: "log's keys destroyed",
  contents: "encrypted files removed",
  state: "log, lists and settings removed",
};

const SIGNS: Readonly<Record<PanicStep["state"], string>> = {
  done: "yes",
  failed: "NO",
  absent: "-",
  waiting: "not run",
  running: "not ended",
};

const CLAIMS: Readonly<Record<PanicStep["claim"], string>> = {
  proven: "",
  best_effort: " (best effort: this medium may keep an older copy)",
  told: " (asked of another program)",
};

const AFTER = {
  1: "Locked. Unlock it again with the passphrase.",
  2: "No passphrase opens this vault any more. Only the recovery words do.",
  3: "Erased. Nobody, including you, can open this vault any more. Backups made earlier still open with what they had.",
} as const;

/** What a person reads before they type the phrase. */
export function planText({ lost, stays }: PanicPlan): string {
  const [consequence, ...rest] = lost.map(({ message }) => message);
  return [
    consequence ?? "",
    "Lost:",
    ...rest.map((line) => `  ${line}`),
    "What stays:",
    ...stays.map(({ message }) => `  ${message}`),
  ].join("\n");
}

/** One line of a drill that runs, when it has come to something new; null otherwise. */
export function progressText(
  { level, phase, steps }: PanicDrilling,
  before: PanicDrilling | null,
): string | null {
  const ended = ({ state }: PanicStep): boolean => state !== "waiting" && state !== "running";
  const done = steps.filter(ended).length;
  if (phase !== "acting")
    return phase === before?.phase
      ? null
      : `Level ${String(level)}: ${phase === "making" ? "making a decoy vault" : "trying to open the decoy"}`;
  const last = steps.findLast(ended);
  if (last === undefined || done === before?.steps.filter(ended).length) return null;
  return `Level ${String(level)}, step ${String(done)} of ${String(steps.length)}: ${SIGNS[last.state]} ${NAMES[last.id]}`;
}

/** What stands when a panic could not be ended: its own level again, never a worse one; level 1 when even that is unknown, which loses nothing. */
export function halfDoneText({ level, last }: Pick<State["panic"], "level" | "last">): string {
  const cut = level ?? last?.level ?? 1;
  return [
    `A panic of level ${String(cut)} is not at its end: nothing is unlocked before it is. Begin it again with: casemate panic ${String(cut)}`,
    ...(last?.level === cut ? [outcomeText(last, false)] : []),
  ].join("\n");
}

export function outcomeText(outcome: PanicOutcome, drill: boolean): string {
  const { level, complete, steps, ms, certificate, logged } = outcome;
  const lines = steps.map(
    ({ id, state, claim, detail }) =>
      `  ${SIGNS[state].padEnd(9)} ${NAMES[id]}${state === "done" ? CLAIMS[claim] : ""}${state === "failed" ? `: ${visible(detail)}` : ""}`,
  );
  const first = drill
    ? `Drill of level ${String(level)} on a decoy vault: ${complete ? "everything worked" : "NOT everything worked"}, ${String(ms)} ms. Your vault was not touched. No model was loaded.`
    : complete
      ? AFTER[level]
      : "NOT everything could be done and seen. What is marked NO is left to do.";
  return [
    first,
    ...lines,
    ...(certificate === null || drill
      ? []
      : [`Certificate: ${certificate}. Check it with: casemate panic verify ${certificate}`]),
    ...(drill || level === 3 || logged
      ? []
      : ["This is not in the log: it was not running, or could not be written in time."]),
  ].join("\n");
}
