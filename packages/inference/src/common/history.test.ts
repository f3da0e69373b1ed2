import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitTurns, rawText, type Turn } from "./history.ts";

const user = (text: string): Turn => ({ role: "user", text });
const assistant = (text: string): Turn => ({ role: "assistant", text });
const render = (turns: readonly Turn[]): string[] => [...rawText(turns)];
const estimate = (turn: Turn): number => turn.text.length;

test("an answer continues its question, a question starts a line", () => {
  expect(rawText([user("Once"), assistant(" upon a time."), user("Then")])).toBe("Once upon a time.\nThen");
});

test("the oldest turns go first and what remains starts with a question", () => {
  const turns = [user("aaaa"), assistant("bbbb"), user("cc"), assistant("dd"), user("ee")];
  expect([
    fitTurns(turns, 20, estimate, render),
    fitTurns(turns, 8, estimate, render),
    fitTurns(turns, 3, estimate, render),
  ]).toEqual([
    { tokens: Array.from("aaaabbbb\nccdd\nee"), turnsDropped: 0 },
    { tokens: Array.from("ccdd\nee"), turnsDropped: 2 },
    { tokens: Array.from("ee"), turnsDropped: 4 },
  ]);
});

test("a last turn that does not fit alone is refused in one sentence", () => {
  expect(() => fitTurns([user("a"), assistant("b"), user("cccccc")], 5, estimate, render)).toThrow(
    "Your message is 6 tokens long and this model can take 5 at once. Shorten it.",
  );
});

test("whatever fits is a tail of the history within the limit", () => {
  const turns = fc.array(fc.tuple(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 })), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(
      turns,
      fc.string({ maxLength: 10 }),
      fc.integer({ min: 12, max: 200 }),
      (pairs, last, limit) => {
        const history = [
          ...pairs.flatMap(([question, answer]) => [user(question), assistant(answer)]),
          user(last),
        ];
        const fitted = fitTurns(history, limit, estimate, render);
        expect(fitted.tokens).toEqual(render(history.slice(fitted.turnsDropped)));
        expect(fitted.tokens.length).toBeLessThanOrEqual(limit);
        expect(history[fitted.turnsDropped]?.role).toBe("user");
      },
    ),
  );
});
