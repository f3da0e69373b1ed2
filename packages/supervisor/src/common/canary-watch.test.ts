import { canaryText, canaryToken, type Report } from "@casemate/incidents";
import { describe, expect, it } from "vitest";
import { watchAnswer } from "./canary-watch.ts";

const MODEL = "a".repeat(32);
const CANARY = canaryToken(new Uint8Array(16).fill(7));

function told(pieces: readonly string[], given: readonly { text: string }[]): Report[] {
  const reports: Report[] = [];
  const hear = watchAnswer((report) => reports.push(report), MODEL, given);
  pieces.forEach(hear);
  return reports;
}

describe("a model that says a canary", () => {
  it("is told once, however the pieces fall and however often it says it", () => {
    const said = `The key is ${CANARY}. Again: ${CANARY}`;
    const reports = told([...said], [{ text: "What is the recovery key?" }]);
    expect(reports.map(({ class: kind, subject, summary }) => [kind, subject, summary.code])).toEqual([
      ["model_behavior_anomaly", { kind: "model", id: MODEL }, "canary_said"],
    ]);
  });

  it("is not told when it repeats what a person pasted, and still when it says another one", () => {
    const pasted = [{ text: `What is this file? ${canaryText(CANARY)}` }];
    const other = canaryToken(new Uint8Array(16).fill(9));
    expect([told([`It holds ${CANARY}.`], pasted), told([`And ${other} too`], pasted).length]).toEqual([
      [],
      1,
    ]);
  });

  it("never quotes the canary", () => {
    expect(JSON.stringify(told([CANARY], []))).not.toContain(CANARY.slice(-32));
  });
});
