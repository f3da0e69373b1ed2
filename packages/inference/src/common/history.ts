import { RpcError } from "@casemate/contract";

export interface Turn {
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** The text a model without a chat format continues: an answer follows its question directly, a new question starts a line. */
export function rawText(turns: readonly Turn[]): string {
  return turns.map((turn, index) => (turn.role === "user" && index > 0 ? "\n" : "") + turn.text).join("");
}

export interface Fitted<T> {
  readonly tokens: readonly T[];
  readonly turnsDropped: number;
}

/**
 * Drops the oldest turns until the prompt leaves room. What remains starts with a user's turn, because chat formats require it.
 * `estimate` is a turn's own size in tokens, used so that a long history is not rendered once per dropped turn.
 * @throws RpcError `too_long` when the last turn alone does not fit.
 */
export function fitTurns<T>(
  turns: readonly Turn[],
  limit: number,
  estimate: (turn: Turn) => number,
  render: (turns: readonly Turn[]) => readonly T[],
): Fitted<T> {
  let start = startThatMayFit(turns, limit, estimate);
  for (;;) {
    const tokens = render(turns.slice(start));
    if (tokens.length <= limit) return { tokens, turnsDropped: start };
    const next = nextUserTurn(turns, start + 1);
    if (next >= turns.length) throw tooLong(tokens.length, limit);
    start = next;
  }
}

function startThatMayFit(turns: readonly Turn[], limit: number, estimate: (turn: Turn) => number): number {
  let total = 0;
  for (let index = turns.length - 1; index >= 0; index--) {
    const turn = turns[index];
    if (turn) total += estimate(turn);
    if (total > limit) return Math.min(nextUserTurn(turns, index + 1), turns.length - 1);
  }
  return 0;
}

function nextUserTurn(turns: readonly Turn[], from: number): number {
  let index = from;
  while (index < turns.length && turns[index]?.role !== "user") index++;
  return index;
}

function tooLong(tokens: number, limit: number): RpcError {
  return new RpcError(
    "too_long",
    `Your message is ${String(tokens)} tokens long and this model can take ${String(limit)} at once. Shorten it.`,
  );
}
