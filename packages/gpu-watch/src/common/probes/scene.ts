import type { GpuAnswer, GpuDrift, GpuEvidence, GpuProbe } from "@casemate/contract";
import type { Baseline, BaselineCard } from "../baseline/baseline.ts";
import { asComparable, matchCards } from "../baseline/match.ts";
import type { Card, FactName } from "../card.ts";
import type { EngineAnswer } from "../engine/fingerprint.ts";
import type { CpuAnswer, Look } from "../look.ts";
import type { StoredModels } from "../stored.ts";
import type { CpuTiming } from "../timing.ts";

/** What a probe may look at. It changes nothing and asks nobody. */
export interface Scene {
  readonly look: Look;
  /** null: none was captured, or it cannot be trusted. */
  readonly baseline: Baseline | null;
  readonly drift: readonly GpuDrift[];
  /** null: the test did not answer. */
  readonly cpu: CpuAnswer | null;
  /** null: not asked yet. */
  readonly engine: EngineAnswer | null;
  readonly models: StoredModels;
  readonly timing: CpuTiming | null;
  /** The last known-answer test through WebGPU; null: none. */
  readonly answer: GpuAnswer | null;
  /** Processes of ours that compute on a card. None in this version: its runtime computes on the processor, and every program on a card is somebody else's. */
  readonly runtime: { readonly pids: readonly number[] };
}

export interface Probe {
  readonly id: string;
  readonly title: string;
  /** Of the original: how much its score counts. */
  readonly weight: number;
  judge(scene: Scene): Finding;
}

export type Finding = Omit<GpuProbe, "id" | "title" | "weight">;
type Status = Finding["status"];

/** Worst first. */
export const STATUS_ORDER: readonly Status[] = ["critical", "warning", "unknown", "pass", "not_applicable"];

export function finding(
  status: Status,
  score: number,
  sentence: string,
  remedy: string | null = null,
  evidence: readonly GpuEvidence[] = [],
): Finding {
  return { status, score, sentence: cut(sentence), remedy, evidence: evidence.slice(0, MAX_EVIDENCE) };
}
const MAX_EVIDENCE = 400;
const MAX_SENTENCE = 600;

function cut(text: string): string {
  return text.length > MAX_SENTENCE ? `${text.slice(0, MAX_SENTENCE - 1)}…` : text;
}

export function pass(sentence: string, evidence: readonly GpuEvidence[] = []): Finding {
  return finding("pass", 0, sentence, null, evidence);
}
export function unknown(
  sentence: string,
  remedy: string | null = null,
  evidence: readonly GpuEvidence[] = [],
): Finding {
  return finding("unknown", 0, sentence, remedy, evidence);
}
export function notApplicable(sentence: string, evidence: readonly GpuEvidence[] = []): Finding {
  return finding("not_applicable", 0, sentence, null, evidence);
}

/**
 * Judges each card and tells the worst. `before`: what of the baseline can be compared with what is told now; `then`: all that it says. Without cards there is nothing to judge, and where nobody could look nothing is known.
 */
export function eachCard(
  { look, baseline }: Scene,
  judge: (card: Card, before: BaselineCard | null, then: BaselineCard | null) => Finding,
): Finding {
  if (look.cards === null)
    return unknown("Nobody could look for accelerators on this machine.", "Run casemate doctor to see why.");
  if (look.cards.length === 0) return notApplicable("There is no accelerator.");
  const findings = look.cards.map((card) => {
    const then = baselineCard({ look, baseline }, card);
    return judge(card, then && asComparable(then, card), then);
  });
  const worst = STATUS_ORDER.flatMap((status) => findings.filter((one) => one.status === status));
  const [first] = worst;
  if (!first) return unknown("No card was judged.");
  const same = worst.filter(({ status }) => status === first.status);
  return finding(
    first.status,
    Math.max(...findings.map(({ score }) => score)),
    [...new Set(same.map(({ sentence }) => sentence))].join(" "),
    same.find(({ remedy }) => remedy !== null)?.remedy ?? null,
    findings.flatMap((one) => one.evidence),
  );
}

/** What the baseline says of a card of this look. */
export function baselineCard(
  { look, baseline }: Pick<Scene, "look" | "baseline">,
  card: Card,
): BaselineCard | null {
  const pairs = baseline === null ? [] : matchCards(baseline, look).pairs;
  return pairs.find(([, now]) => now === card)?.[0] ?? null;
}

/** How a card is called in sentences and evidence. */
export function nameOf(card: Card): string {
  return card.name ?? card.address ?? "a card";
}

/** Readings of a card as evidence. */
export function evidenceOf(
  card: Card,
  names: readonly FactName[],
  unit: string | null = null,
): GpuEvidence[] {
  return names.map((name) => {
    const reading = card[name];
    const value = reading.is === "known" ? reading.value : null;
    const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return {
      card: card.address ?? card.name,
      what: name,
      value: plain ? value : Array.isArray(value) ? `${String(value.length)} entries` : null,
      unit,
      raw: reading.raw,
    };
  });
}

/** Those of them that are not known although the card may have them. */
export function unknownOf(card: Card, names: readonly FactName[]): FactName[] {
  return names.filter((name) => card[name].is === "unknown");
}
