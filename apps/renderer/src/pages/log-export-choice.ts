import type { AppContract, Arg, StatementChoice } from "@casemate/contract";

/** Which records: all, those since a time, the newest ones, or those with certain numbers. */
export type RangeKind = "all" | "since" | "last" | "numbers";

/** What a person has chosen and typed so far; texts as they stand in the fields. */
export interface Choice {
  readonly range: RangeKind;
  /** As the browser's field for date and time has it: local, without a zone. */
  readonly since: string;
  readonly last: number | string;
  readonly first: number | string;
  /** The last record, itself included. */
  readonly final: number | string;
  readonly hide: readonly string[];
  readonly include: readonly StatementChoice[];
  readonly notes: string;
  readonly reason: string;
  readonly encrypt: boolean;
  readonly recipients: string;
}

export type Range = Arg<AppContract["forensic.preview"]>;

/** Longest texts that the console takes, in UTF-16 units; most keys and most names of hidden fields. */
export const MAX_NOTES = 3000;
export const MAX_REASON = 500;
const MAX_RECIPIENTS = 8;
const MAX_HIDDEN = 16;
/** Bech32 of an X25519 public key (age specification). */
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;

export const FIRST_CHOICE: Omit<Choice, "include"> = {
  range: "all",
  since: "",
  last: 500,
  first: 0,
  final: "",
  hide: [],
  notes: "",
  reason: "",
  encrypt: false,
  recipients: "",
};

/** What to ask the console for; null while what is typed is no range. `size`: records in the log. */
export function rangeOf(choice: Choice, size: number): Range | null {
  const { range, hide } = choice;
  const whole = { from: 0, to: null, since: null, hide: [...hide] };
  if (range === "all") return whole;
  if (range === "since") {
    const at = new Date(choice.since);
    return Number.isNaN(at.getTime()) ? null : { ...whole, since: at.toISOString() };
  }
  if (range === "last") {
    const last = wholeNumber(choice.last);
    return last === null || last < 1 ? null : { ...whole, from: Math.max(0, size - last), to: size };
  }
  const [first, final] = [wholeNumber(choice.first), wholeNumber(choice.final)];
  return first === null || final === null || final < first || final >= size
    ? null
    : { ...whole, from: first, to: final + 1 };
}

/** The keys that were typed, apart by spaces, commas or lines; `wrong` is the first that is none. */
export function recipientsOf(text: string): { keys: string[]; wrong: string | null; tooMany: boolean } {
  const keys = [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
  return {
    keys,
    wrong: keys.find((key) => !RECIPIENT.test(key)) ?? null,
    tooMany: keys.length > MAX_RECIPIENTS,
  };
}

/** What keeps the export from being asked for; null when nothing does. */
export function obstacle(choice: Choice): "recipients" | "hide" | null {
  const { keys, wrong, tooMany } = recipientsOf(choice.recipients);
  if (choice.encrypt && (keys.length === 0 || wrong !== null || tooMany)) return "recipients";
  return choice.hide.length > MAX_HIDDEN ? "hide" : null;
}

/** The export of exactly the records that a preview showed. */
export function requestOf(
  choice: Choice,
  exportId: string,
  shown: { readonly from: number; readonly to: number },
): Arg<AppContract["forensic.export"]> {
  return {
    exportId,
    from: shown.from,
    to: shown.to,
    hide: [...choice.hide],
    notes: choice.notes,
    reason: choice.hide.length === 0 ? "" : choice.reason,
    recipients: choice.encrypt ? recipientsOf(choice.recipients).keys : [],
    include: [...choice.include],
  };
}

function wholeNumber(value: number | string): number | null {
  const number = typeof value === "number" ? value : Number(value.trim() === "" ? Number.NaN : value);
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}
