// npm run bench -- policy: one decision about a call against its limit, beside looking the finished answer up in a table, in the same run.
import { contract, type Risk } from "@casemate/contract";
import { decide, LEDGER_STATES, readCallPolicy, VAULT_STATES, VIAS, type Question } from "@casemate/policy";
import { quantile } from "./lib/stats.ts";
import { percent, table, whole, type Line } from "./lib/table.ts";

/** Limit of the issue, for the median. */
const LIMIT_US = 50;
const QUESTIONS = 20_000;
/** The first rounds are for the compiler. */
const ROUNDS = 8;
const WARM = 3;
/** A person's policy of the largest size: every rule speaks of every call. */
const OWN = readCallPolicy(
  JSON.stringify({
    version: 1,
    about: "calls",
    rules: Array.from({ length: 64 }, (_, at) => ({
      id: `slower-${String(at)}`,
      calls: "*",
      decision: "ask",
      coolOffSeconds: at + 1,
    })),
  }),
);

const CALLS = Object.entries(contract).flatMap(([name, spec]): [string, Risk][] =>
  spec.kind === "call" ? [[name, spec.risk]] : [],
);
const questions = randomQuestions();
const answers = new Map(questions.map((question) => [keyOf(question), decide(question).decision]));

console.log(
  table("policy", [
    ...rows("one decision, Casemate's rows", (question) => decide(question)),
    ...rows("the same under a person's policy of 64 rules", (question) => decide(question, OWN)),
  ]),
);

function rows(what: string, ours: (question: Question) => unknown): Line[] {
  const times = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const [one, two] = [microseconds(ours), microseconds((question) => answers.get(keyOf(question)))];
    if (round >= WARM) {
      times.ours.push(...one);
      times.peer.push(...two);
    }
  }
  const at = (part: number): [number, number] => [quantile(times.ours, part), quantile(times.peer, part)];
  const [[median, peer], [high, peerHigh]] = [at(0.5), at(0.99)];
  return [
    {
      what: `${what}: median`,
      ours: us(median),
      limit: `≤ ${us(LIMIT_US)}`,
      ratio: percent(LIMIT_US / median),
      kept: median <= LIMIT_US,
    },
    {
      what: "  beside the finished answer out of a table",
      ours: us(median),
      limit: us(peer),
      ratio: percent(peer / median),
    },
    {
      what: "  99th percentile",
      ours: us(high),
      limit: us(peerHigh),
      ratio: percent(peerHigh / high),
    },
    {
      what: "  decisions of one core",
      ours: `${whole(1e6 / median)}/s`,
      limit: `${whole(1e6 / peer)}/s`,
      ratio: percent(peer / median),
    },
  ];
}

/** Microseconds of every single question: what one caller waits. */
function microseconds(run: (question: Question) => unknown): number[] {
  return questions.map((question) => {
    const started = performance.now();
    run(question);
    return (performance.now() - started) * 1000;
  });
}

/** Every call, caller and state, in an order that no branch predictor knows. The generator is Lehmer's (Park and Miller 1988): the same in every run. */
function randomQuestions(): Question[] {
  let seed = 1;
  const pick = <T>(list: readonly T[]): T => {
    seed = (seed * 48_271) % 2_147_483_647;
    return list[seed % list.length] as T;
  };
  return Array.from({ length: QUESTIONS }, () => {
    const [call, risk] = pick(CALLS);
    return {
      call,
      risk,
      via: pick(VIAS),
      vault: pick(VAULT_STATES),
      ledger: pick(LEDGER_STATES),
      frozen: pick([true, false, false, false]),
    };
  });
}

function keyOf({ call, via, vault, ledger, frozen }: Question): string {
  return `${call} ${via} ${vault} ${ledger} ${String(frozen)}`;
}

function us(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} µs`;
}
