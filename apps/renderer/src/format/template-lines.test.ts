import { expect, it } from "vitest";
import { lineOf, templateLines } from "./template-lines.ts";

const mark = (at: number, length: number) => ({ at, length, kind: "k", note: "n" });

it("cuts lines where marks begin and end, and draws runs of hidden characters as boxes", () => {
  const text = "ab\u200b\u200bc\n\u202edef\n";
  expect(templateLines(text, [mark(1, 5), mark(7, 2), mark(0, 0)])).toEqual([
    {
      number: 1,
      pieces: [
        { text: "a", hidden: null, marks: [2] },
        { text: "b", hidden: null, marks: [0] },
        { text: "", hidden: { code: "200B", count: 2, turns: false }, marks: [0] },
        { text: "c", hidden: null, marks: [0] },
      ],
    },
    {
      number: 2,
      pieces: [
        { text: "", hidden: { code: "202E", count: 1, turns: true }, marks: [] },
        { text: "de", hidden: null, marks: [1] },
        { text: "f", hidden: null, marks: [] },
      ],
    },
    { number: 3, pieces: [] },
  ]);
});

it("loses no character, whatever the marks", () => {
  const text = "x\u{e0061}\u{e0062}y \u0000\n\n漢\ud800z";
  const shown = templateLines(
    text,
    Array.from({ length: 12 }, (_, at) => mark(at, (at * 5) % 7)),
  )
    .map(({ pieces }) =>
      pieces
        .map(({ text: plain, hidden }) =>
          hidden ? String.fromCodePoint(Number.parseInt(hidden.code, 16)).repeat(hidden.count) : plain,
        )
        .join(""),
    )
    .join("\n");
  expect({ shown, line: lineOf(text, text.indexOf("漢")) }).toEqual({ shown: text, line: 3 });
});
