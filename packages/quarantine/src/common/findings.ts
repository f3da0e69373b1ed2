import { MAX_EXCERPT_BYTES, MAX_EXCERPT_FIELDS, type Finding, type StageId } from "@casemate/contract";
import { readUpTo, type ByteSource } from "./byte-source.ts";
import type { FieldMap } from "./field-map.ts";
import { ruleOf, type RuleId } from "./rules/index.ts";
import { consequenceOf } from "./rules/consequence.ts";
import type { Ask } from "./rules/define-rule.ts";
import { figure, hex, MAX_WHERE, visible } from "./text.ts";

/** Most findings of one report (the contract's limit); one place is kept for "and N more". */
export const MAX_FINDINGS = 1000;
/** Most findings of one rule: after that they say nothing new, and they must not push out others. */
export const MAX_PER_RULE = 50;
/** How many bytes of an excerpt stand before the finding's place. */
const EXCERPT_BEFORE = 64;

/** A finding as a parser states it; the rest comes from its rule. */
export interface Draft {
  readonly rule: RuleId;
  readonly message: string;
  readonly offset?: number | null;
  readonly length?: number | null;
  /** Raw text from the file; made visible here. */
  readonly where?: string | null;
}

export type Report = (draft: Draft) => void;

/** Keeps what a parser reported, bounded, until its stage takes it. */
export class DraftBox {
  readonly drafts: Draft[] = [];
  readonly #perRule = new Map<RuleId, number>();
  /** Reports beyond the caps. They still count for the verdict: their rule is in the list already, or in `asked`. */
  dropped = 0;
  #asked: Ask = null;

  readonly report: Report = (draft) => {
    const count = (this.#perRule.get(draft.rule) ?? 0) + 1;
    this.#perRule.set(draft.rule, count);
    this.#asked = worstAsk(this.#asked, ruleOf(draft.rule).asks);
    if (count > MAX_PER_RULE || this.drafts.length >= MAX_FINDINGS) this.dropped++;
    else this.drafts.push(draft);
  };

  /** The worst that any report asked for, kept or dropped. */
  get asked(): Ask {
    return this.#asked;
  }
}

/** The worse of two asks. */
export function worstAsk(a: Ask, b: Ask): Ask {
  if (a === "refuse" || b === "refuse") return "refuse";
  return a ?? b;
}

/** Turns a draft into the finding that is sent, with an excerpt of the file when the place lies in it. */
export function toFinding(draft: Draft, stage: StageId, source: ByteSource | null): Finding {
  const rule = ruleOf(draft.rule);
  const offset = draft.offset ?? null;
  return {
    rule: draft.rule,
    stage,
    severity: rule.severity,
    consequence: consequenceOf(rule),
    offset,
    length: offset === null ? null : inside(draft.length ?? null, offset, source),
    file: null,
    where: draft.where === undefined || draft.where === null ? null : visible(draft.where, MAX_WHERE),
    message: draft.message.length > 2000 ? `${draft.message.slice(0, 1999)}…` : draft.message,
    why: rule.why,
    remedy: rule.remedy,
    refs: [...rule.refs],
    excerpt: offset === null || source === null || offset > source.size ? null : excerpt(source, offset),
  };
}

/** A field may declare to be longer than the file: its place ends where the file does. */
function inside(length: number | null, offset: number, source: ByteSource | null): number | null {
  if (length === null || source === null) return length;
  return Math.max(0, Math.min(length, source.size - offset));
}

function excerpt(source: ByteSource, offset: number): Finding["excerpt"] {
  const at = Math.max(0, Math.min(offset, source.size) - EXCERPT_BEFORE);
  return { at, hex: hex(readUpTo(source, at, MAX_EXCERPT_BYTES)), fields: [] };
}

/**
 * Names the bytes of a finding's excerpt by the layout that the parser read. The finding's own field is always among
 * them when it has a name; a map that fails names nothing, which takes nothing from the finding.
 */
export function nameFields(finding: Finding, fields: FieldMap): Finding {
  const { excerpt: shown, offset } = finding;
  if (shown === null || offset === null) return finding;
  const end = shown.at + shown.hex.length / 2;
  const all = fields(shown.at, end);
  // Those around the place, when there are too many.
  const own = all.findIndex(({ at, length }) => offset >= at && offset < at + length);
  const from = Math.max(0, Math.min(own - MAX_EXCERPT_FIELDS / 2, all.length - MAX_EXCERPT_FIELDS));
  return { ...finding, excerpt: { ...shown, fields: all.slice(from, from + MAX_EXCERPT_FIELDS) } };
}

/** The line that stands for findings beyond the cap. */
export function moreFindings(dropped: number, stage: StageId): Finding {
  return toFinding(
    { rule: "limit.more-findings", message: `${figure(dropped)} more findings are not listed.` },
    stage,
    null,
  );
}
