import { lastResults, type ErasureStep } from "../common/erasure/certificate.ts";
import type { ErasureVerdict } from "../common/erasure/verify.ts";
import { list, make, plain, row } from "./elements.ts";

type Good = Extract<ErasureVerdict, { ok: true }>;

const STATES: Readonly<Record<ErasureStep["state"], string>> = {
  done: "done, and looked at afterwards",
  absent: "nothing to do",
  failed: "FAILED",
  waiting: "not begun",
  running: "not ended",
};

const CLAIMS: Readonly<Record<ErasureStep["claim"], string>> = {
  proven: "proven",
  best_effort: "best effort: this medium may keep an older copy",
  told: "another program was asked",
};

/** A certificate or a drill's report whose signature fits. `words`: somebody typed the twelve words, which no certificate can be compared with. */
export function showCertificate({ certificate, origin, records }: Good, words: boolean): Node[] {
  const { statement, after } = certificate;
  const log = records === null ? "" : `, a log of ${String(records)} records`;
  return [
    heading(certificate),
    make("h3", "Verified"),
    list([
      `The statement below is, letter for letter, what the key of ${origin}${log}, signed.`,
      statement.kind === "drill"
        ? `It is a rehearsal of level ${String(statement.level)} on a vault that was made for it. No vault of anybody was touched.`
        : `It is about level ${String(statement.level)} on ${statement.vault === null ? "a vault whose header could not be read" : `vault ${statement.vault}`}.`,
    ]),
    make("h3", "The statement"),
    steps(statement.steps),
    list([
      `Begun ${statement.begun}, signed ${statement.made}, by that machine's clock.`,
      `What set it off: ${statement.cause}.`,
      ...(statement.resumed ? ["It had been cut off, and was ended at a later start."] : []),
      plain(statement.method, statement.method.length),
      ...statement.survives.map((one) => `Survives: ${plain(one, one.length)}`),
    ]),
    ...later(after),
    make("h3", "What this cannot tell"),
    list([
      `Whose log it was. Compare its name, ${origin}, and its key with a checkpoint or a bundle from before: ${statement.log?.key ?? ""}`,
      ...(words
        ? ["Whether the twelve words are this log's: a certificate does not carry what they are made of."]
        : []),
      "Whether somebody has a copy of the vault, of its keys, or of the key that signed this.",
    ]),
  ];
}

function heading(certificate: Good["certificate"]): HTMLElement {
  const { statement } = certificate;
  if (lastResults(certificate).some(isOpen))
    return make("h2", "Unchanged since it was signed, and it says that not everything was done", "bad");
  if (statement.steps.some(isOpen))
    return make(
      "h2",
      "Unchanged since it was signed, and says that not everything was done; that the rest was done later nobody signed",
      "bad",
    );
  const what = statement.kind === "drill" ? "This drill's report" : "This certificate";
  return make("h2", `${what} is unchanged, but whose log signed it was not compared`, "half");
}

function isOpen({ state }: ErasureStep): boolean {
  return state !== "done" && state !== "absent";
}

function later(after: readonly ErasureStep[]): Node[] {
  if (after.length === 0) return [];
  return [
    make("h3", "Not verified"),
    make("p", "What was done once the key was gone. Nobody signed it; anybody could have written it."),
    steps(after),
  ];
}

function steps(all: readonly ErasureStep[]): HTMLElement {
  const table = make("table", "", "steps");
  table.append(row("th", ["Step", "What it does", "Where", "State", "Worth", "What was seen"]));
  for (const { id, does, medium, state, claim, detail } of all)
    table.append(row("td", [id, plain(does), plain(medium), STATES[state], CLAIMS[claim], plain(detail)]));
  const box = make("div", "", "wide");
  box.append(table);
  return box;
}
