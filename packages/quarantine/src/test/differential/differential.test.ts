import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answersOf, disagreement, judgedFiles, type Judged } from "./compare.ts";
import { hasBubblewrap, PEERS, type Answer, type Peer } from "./peers.ts";
import { REASONS } from "./reasons.ts";

/** Some hundred small files for each peer, one after the other, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

interface Line {
  readonly peer: Peer;
  readonly file: Judged;
  readonly answer: Answer;
  readonly differs: "takes" | "refuses";
}

/** Places in `REASONS` that speak of this line. */
function reasonsFor({ peer, file, differs }: Line): number[] {
  return REASONS.flatMap((reason, index) =>
    reason.peers.includes(peer) && reason.differs === differs && reason.rules.includes(file.rule)
      ? [index]
      : [],
  );
}

function count(judged: readonly Judged[], answers: readonly Answer[], side: Judged["side"]): string {
  const counts = new Map<string, number>();
  judged.forEach((file, index) => {
    if (file.side !== side || file.stopped !== (side === "hostile")) return;
    const answer = answers[index] ?? "died";
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  });
  return [...counts].map(([answer, number]) => `${String(number)} ${answer}`).join(", ");
}

// Neither peer may read hostile bytes unconfined.
describe.skipIf(!hasBubblewrap)("the corpus as its peers judge it (needs bubblewrap)", () => {
  it("lists and justifies every disagreement", { timeout: TIMEOUT_MS }, async () => {
    const judged = await judgedFiles();
    const lines: Line[] = [];
    for (const peer of PEERS) {
      const answers = await answersOf(peer, judged);
      console.log(
        `${peer}: hostile ${count(judged, answers, "hostile")}; admitted twins ${count(judged, answers, "twin")}`,
      );
      judged.forEach((file, index) => {
        const answer = answers[index] ?? "died";
        const differs = disagreement(file, answer);
        if (differs) lines.push({ peer, file, answer, differs });
      });
    }
    const spoken = lines.map(reasonsFor);
    const unjustified = lines.filter((_, index) => spoken[index]?.length !== 1);
    expect(
      unjustified.map(({ peer, file, answer }) => [peer, file.rule, file.what, file.side, answer]),
    ).toEqual([]);
    expect(idle(lines)).toEqual([]);
    const rows = lines.map(
      ({ peer, file, answer }, index) =>
        `${String((spoken[index]?.[0] ?? -1) + 1).padStart(2)} ${peer.padEnd(6)} ${answer.padEnd(8)} ${file.side.padEnd(7)} ${file.rule}: ${file.what}`,
    );
    await expect(`${rows.sort().join("\n")}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, "disagreements.txt"),
    );
  });
});

/** Rules of a reason that no peer of it differs on any more. */
function idle(lines: readonly Line[]): string[] {
  return REASONS.flatMap(({ peers, differs, rules }) =>
    peers.flatMap((peer) =>
      rules
        .filter(
          (rule) =>
            !lines.some((line) => line.peer === peer && line.differs === differs && line.file.rule === rule),
        )
        .map((rule) => `${peer} no longer differs on ${rule}`),
    ),
  );
}
