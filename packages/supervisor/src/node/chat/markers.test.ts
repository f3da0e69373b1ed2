import type { Report } from "@casemate/incidents";
import { describe, expect, it } from "vitest";
import { createMarkers, type Markers } from "./markers.ts";

const CHAT = "c".repeat(32);

function world(): { markers: Markers; reports: Report[] } {
  const reports: Report[] = [];
  return { markers: createMarkers((report) => reports.push(report)), reports };
}

const tokenOf = (instructions: string): string => /[0-9a-f]{12}$/.exec(instructions)?.[0] ?? "";

describe("a conversation's hidden marker", () => {
  it("stays until it is said or forgotten, and is another one in each conversation", () => {
    const { markers } = world();
    const first = markers.answer(CHAT).instructions;
    const same = markers.answer(CHAT).instructions;
    const other = markers.answer("d".repeat(32)).instructions;
    markers.forget();
    const later = markers.answer(CHAT).instructions;
    expect([same === first, new Set([first, other, later]).size]).toEqual([true, 3]);
  });

  it("is told once when the model says it, without what it is, and is worth nothing from then on", () => {
    const { markers, reports } = world();
    const answer = markers.answer(CHAT);
    const token = tokenOf(answer.instructions);
    for (const piece of [...`It is ${token}. Again: ${token}`]) answer.hear(piece);
    const next = markers.answer(CHAT);
    next.hear(token);
    expect({
      told: reports.map(({ class: kind, subject, summary }) => [kind, subject, summary.code]),
      quoted: JSON.stringify(reports).includes(token),
      kept: answer.clean(`It is ${token}.`),
    }).toEqual({
      told: [["prompt_injection", { kind: "chat", id: CHAT }, "marker_said"]],
      quoted: false,
      kept: "It is [hidden marker].",
    });
  });

  it("is not told when an answer says nothing of it", () => {
    const { markers, reports } = world();
    markers.answer(CHAT).hear("Hello. I am a helpful assistant.");
    expect(reports).toEqual([]);
  });
});
