import {
  RpcError,
  type GpuAnswer,
  type GpuAnswerDepth,
  type GpuCheck,
  type GpuProbe,
} from "@casemate/contract";
import type { Command } from "commander";
import { isAbsolute } from "node:path";
import { printAnswer, visible } from "../console/output.ts";
import { showComputing } from "../console/progress.ts";
import { withSession, type Session } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, type Common } from "./common-options.ts";

const MARKS: Record<GpuProbe["status"], string> = {
  pass: "ok",
  warning: "look",
  critical: "BAD",
  unknown: "unknown",
  not_applicable: "–",
};
const WORST_FIRST: readonly GpuProbe["status"][] = [
  "critical",
  "warning",
  "unknown",
  "pass",
  "not_applicable",
];

interface CheckOptions extends Common {
  readonly quick: boolean;
  readonly deep: boolean;
  readonly browser?: string;
}

/** `casemate gpu check`. */
export function addCheckCommand(gpu: Command): void {
  jsonOption(gpu.command("check"))
    .description("look at everything now; exit code 1 unless all is well")
    .option(
      "--quick",
      "have the accelerator compute known answers for a second or two (as without it where there is one)",
      false,
    )
    .option("--deep", "the same for minutes, and walk over the memory that is free", false)
    .option("--browser <path>", "the browser in which it computes, as an absolute path")
    .action(check);
}

async function check(options: CheckOptions): Promise<void> {
  if (options.quick && options.deep) throw new UsageError("Choose one of --quick and --deep.");
  if (options.browser !== undefined && !isAbsolute(options.browser))
    throw new UsageError("The browser must be named by its absolute path, like --browser /usr/bin/chromium.");
  await withSession({ unlock: false }, async (session) => {
    const first = await session.client.call("gpu.check", {});
    const depth = depthOf(options, first);
    const { answer, why } =
      depth === null ? { answer: null, why: null } : await test(session, depth, options.browser);
    const found = answer === null ? first : await session.client.call("gpu.check", {});
    const attest = await session.client.call("gpu.attest", {});
    // Whoever asked for a test by name wants its answer; else the verdict says what it is worth.
    const named = options.quick || options.deep || options.browser !== undefined;
    const ok = found.verdict === "healthy" && (!named || answer?.state === "right");
    const text = [checkText(found), ...tested(answer, why)].join("\n\n");
    printAnswer({ ok, text, json: { ...found, attest, answer, untested: why } }, options.json);
  });
}

/** Without a word about it: quick where there is, or may be, something to test. */
function depthOf({ quick, deep, browser }: CheckOptions, { accelerators }: GpuCheck): GpuAnswerDepth | null {
  if (deep) return "deep";
  return quick || browser !== undefined || accelerators !== 0 ? "quick" : null;
}

interface Tested {
  readonly answer: GpuAnswer | null;
  /** Why there was no test. */
  readonly why: string | null;
}

/** What could not be tested takes nothing from what was seen already. Throws `cancelled`: then the person wants no answer. */
async function test(session: Session, depth: GpuAnswerDepth, browser?: string): Promise<Tested> {
  try {
    return { answer: await compute(session, depth, browser), why: null };
  } catch (error) {
    if (!(error instanceof RpcError) || error.code === "cancelled") throw error;
    return { answer: null, why: error.message };
  }
}

function tested(answer: GpuAnswer | null, why: string | null): string[] {
  if (why !== null) return [`Known answers: unknown. ${visible(why)}`];
  return answer === null ? [] : [answerText(answer)];
}

async function compute(
  { client, cancellable }: Session,
  depth: GpuAnswerDepth,
  browser?: string,
): Promise<GpuAnswer> {
  const end = showComputing(client);
  const asked =
    browser === undefined
      ? client.call("gpu.knownAnswer", { depth })
      : client.call("gpu.knownAnswerIn", { depth, browser });
  try {
    return await cancellable(() => client.call("gpu.stopKnownAnswer", {}), asked);
  } finally {
    end();
  }
}

function answerText(answer: GpuAnswer): string {
  const { adapter, memory, products } = answer;
  const by = adapter === null ? "" : ` on ${visible(`${adapter.vendor} ${adapter.architecture}`)}`;
  const verdicts = {
    right: "every result was right",
    wrong: "RESULTS WERE WRONG",
    unknown: `unknown: ${visible(answer.why ?? "nothing was computed.")}`,
  };
  const lines = [
    `Known answers (${answer.depth} test)${by}: ${verdicts[answer.state]}`.replace(/\.?$/, "."),
    ...(answer.on === "software" ? ["This was a program on the processor, not a card."] : []),
    `Covered: ${String(products.done)} of ${String(products.planned)} products, ${bytesText(memory.covered)} of ${bytesText(memory.wanted)} of memory.`,
    ...answer.faults.map((fault) => `BAD      ${visible(fault)}`),
    `Not covered: ${answer.notCovered.map(visible).join("; ")}.`,
    ...whereText(answer),
  ];
  return lines.join("\n");
}

function whereText({ where, browser }: GpuAnswer): string[] {
  if (where === "window") return ["Computed in Casemate's own hidden window."];
  if (browser === null) return [];
  const without = browser.sandboxed ? "" : ", without its sandbox, because it was started by root";
  return [`Browser: ${visible(browser.path)}, ${visible(browser.version)}${without}.`];
}

function bytesText(bytes: number): string {
  const gib = bytes / 1024 ** 3;
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${String(Math.round(gib * 1024))} MiB`;
}

function checkText(found: GpuCheck): string {
  const sorted = WORST_FIRST.flatMap((status) => found.probes.filter((probe) => probe.status === status));
  const probes = sorted.map((probe) => {
    const remedy =
      probe.remedy === null || probe.status === "pass" ? "" : `\n         ${visible(probe.remedy)}`;
    return `${MARKS[probe.status].padEnd(9)}${visible(probe.title)}: ${visible(probe.sentence)}${remedy}`;
  });
  const score = found.score === null ? "" : ` (${found.score.toFixed(2)} of 1, where 0 is best)`;
  return [
    `${found.verdict.toUpperCase()}${score}. ${visible(found.sentence)}`,
    "",
    ...baselineLines(found),
    ...probes,
    "",
    `Asked: ${found.sources.map(sourceText).join("; ")}.`,
    ...(baselineLines(found).length === 0 ? [baselineText(found)] : []),
    `Not checked by this version: ${found.notChecked.join("; ")}.`,
  ]
    .join("\n")
    .trimEnd();
}

/** Before every probe: a baseline that cannot be relied on hides what they would find. */
function baselineLines({ baseline, reasons }: GpuCheck): string[] {
  if (baseline.state === "ok" || baseline.state === "absent") return [];
  const mark = MARKS[baseline.state === "unvouched" ? "unknown" : "critical"];
  return [
    `${mark.padEnd(9)}Baseline: ${visible(reasons[0] ?? baseline.state)}\n         To capture a new one: casemate gpu baseline --capture`,
  ];
}

function sourceText({ name, state, why }: GpuCheck["sources"][number]): string {
  return visible(state === "ok" ? name : `${name} (${state}: ${why.replace(/\.$/, "")})`);
}

/** "1 card", "2 cards". */
export function cardsText(cards: number | null): string {
  return cards === 1 ? "1 card" : `${String(cards ?? 0)} cards`;
}

/** How the baseline stands, as a sentence. What cannot be relied on is also the first reason of the check. */
export function baselineText({ baseline, reasons }: GpuCheck): string {
  if (baseline.state === "ok")
    return `Baseline: of ${baseline.capturedAt ?? ""}, ${cardsText(baseline.cards)}.`;
  if (baseline.state === "absent") return "Baseline: none. Capture one with: casemate gpu baseline --capture";
  return `Baseline: ${baseline.state}. ${visible(reasons[0] ?? "It cannot be relied on.")}`;
}
