import type { GpuBaselineState, GpuDrift, GpuTaken, State } from "@casemate/contract";
import type { Explanation } from "../../common/approval-request.ts";
import { riskOf } from "../console/explain-risk.ts";

/** Lines that are read. What records explain is counted beyond; what nothing explains is always shown. */
const MAX_LINES = 20;
/** Lines that an approval holds, and characters in each (the contract's). */
const MOST_LINES = 240;
const MAX_LINE = 1000;
const MAX_SENTENCE = 900;

type Found = NonNullable<State["machine"]["gpu"]>;

/** What an approval says about replacing the baseline: everything that would no longer be told. Bound to both, so that it is void when either changes. */
export function explainBaseline(
  call: string,
  input: unknown,
  gpu: State["machine"]["gpu"],
): Explanation | null {
  if (call !== "gpu.baseline.replace") return null;
  const about = { name: null, risk: riskOf(call), diff: [] };
  const { fingerprint } = (input ?? {}) as { fingerprint?: unknown };
  if (gpu?.fingerprint == null || gpu.fingerprint !== fingerprint)
    return {
      ...about,
      sentence:
        "wants to replace the accelerators' baseline by something that the last check did not see. Nothing would happen.",
      evidence: [],
      subject: "none",
    };
  return {
    ...about,
    sentence: `${wantsTo(gpu.baseline)} ${consequence(gpu)}`.slice(0, MAX_SENTENCE),
    evidence: linesOf(gpu),
    subject: `baseline:${gpu.baseline.sha256 ?? gpu.baseline.state}:${gpu.fingerprint}`,
  };
}

const OLD: Readonly<Record<Exclude<GpuBaselineState["state"], "ok" | "absent">, string>> = {
  damaged: "one that is damaged",
  foreign: "one that is foreign",
  gone: "one that is gone",
  other: "one that is not the one captured last",
  unvouched: "one that the log does not vouch for",
};

function wantsTo({ state, capturedAt }: GpuBaselineState): string {
  if (state === "absent") return "wants to capture the accelerators' first baseline, of what is seen now.";
  const old = state === "ok" ? `the one of ${capturedAt ?? ""}` : OLD[state];
  return `wants to replace the accelerators' baseline, ${old}, by what is seen now.`;
}

/** The gravest first: what is critical, what was not compared, what nothing explains. */
function consequence({ baseline, drift, taken, granted }: Found): string {
  const open = drift.filter(({ explained }) => !explained).length;
  const grave = granted.filter(({ status }) => status === "critical");
  const all = drift.length + taken.length;
  // Of a baseline that nobody vouches for, what it says was compared.
  const compared = baseline.capturedAt !== null;
  const sentences = [
    ...grave.map(({ sentence }) => `What is critical now will count as right: ${sentence}`),
    compared || baseline.state === "absent"
      ? ""
      : "Nothing could be compared: whatever was changed since the old one was captured will count as right.",
    compared && all > 0 ? `These ${String(all)} differences will no longer be told.` : "",
    open > 0 ? `Nothing explains ${String(open)} of them.` : "",
    taken.length > 0
      ? `${String(taken.length)} of them are counters, limits, programs, or what is not known any more.`
      : "",
    compared && all + granted.length === 0 ? "No difference was found." : "",
    granted.length > grave.length ? "Findings that it takes for granted are named below." : "",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

function linesOf({ drift, taken, granted }: Found): string[] {
  const open = drift.filter(({ explained }) => !explained);
  const explained = drift.filter((one) => one.explained);
  const first = [
    ...granted.map(({ status, sentence }) => `TAKEN FOR GRANTED (${status}): ${sentence}`),
    ...grouped(open).map((one) => `UNEXPLAINED: ${one}`),
    ...grouped(taken).map((one) => `TAKEN OVER: ${one}`),
  ];
  const rest = grouped(explained).map((one) => `Explained: ${one}`);
  const room = Math.max(0, MAX_LINES - first.length);
  const shown =
    rest.length <= room
      ? rest
      : [
          ...rest.slice(0, Math.max(0, room - 1)),
          `And ${String(rest.length - Math.max(0, room - 1))} more that records explain.`,
        ];
  return [...packed(first), ...shown].map((line) => line.slice(0, MAX_LINE));
}

/** What a person reads for names that only programs use. */
const WORDS: Readonly<Record<string, string>> = {
  uncorrectedEver: "memory errors that were not corrected, over its life",
  retiredPages: "memory pages taken out of use",
  remappedRows: "memory rows replaced",
  replays: "repeated packets on the link",
  linkWidth: "lanes of the link",
  linkGenMax: "best generation of the link",
  powerLimit: "power limit in watts",
  memoryTotal: "memory in MiB",
  partNumber: "part number",
  eccOn: "error correction",
};

type Difference = GpuTaken & Partial<Pick<GpuDrift, "because">>;

/** The same difference of several cards is one line. */
function grouped(differences: readonly Difference[]): string[] {
  const groups = Map.groupBy(differences, ({ what, before, after, because }) =>
    JSON.stringify([what, before, after, because]),
  );
  return [...groups.values()].flatMap((same) => {
    const [one] = same;
    if (!one) return [];
    const cards = same.flatMap(({ card }) => (card === null ? [] : [card]));
    const values = `${one.before ?? "nothing"} → ${one.after ?? (one.because === undefined ? "not known" : "nothing")}`;
    const of = cards.length === 0 ? "" : ` of ${cards.join(", ")}`;
    const what = Object.hasOwn(WORDS, one.what) ? (WORDS[one.what] ?? one.what) : one.what;
    return [`${what}${of}: ${values}. ${one.because ?? ""}`.trimEnd()];
  });
}

/** All of them, whatever there are: several in a line where an approval holds no more lines. */
function packed(lines: readonly string[]): string[] {
  const each = Math.ceil(lines.length / (MOST_LINES - MAX_LINES));
  if (each <= 1) return [...lines];
  const most = Math.floor(MAX_LINE / each) - SEPARATOR.length;
  return Array.from({ length: Math.ceil(lines.length / each) }, (_, at) =>
    lines
      .slice(at * each, (at + 1) * each)
      .map((line) => line.slice(0, most))
      .join(SEPARATOR),
  );
}
const SEPARATOR = " | ";
