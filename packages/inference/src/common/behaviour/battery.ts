import { RpcError, type ChatOptions, type Finding, type StageResult } from "@casemate/contract";
import type { Turn } from "../history.ts";
import { canaryTurns, CORE_CHECKS, type Check } from "./checks.ts";
import { Pace } from "./pace.ts";
import type { Observation } from "./rule.ts";
import { judgeAll } from "./rules.ts";
import type { TextGenerator } from "./text-generator.ts";

export interface BatteryOptions {
  readonly signal: AbortSignal;
  /** A fresh random secret of at least 12 characters each time it is called. */
  readonly newSecret: () => string;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly onProgress?: (done: number, total: number, check: string) => void;
  /** Tokens per second measured at load, null when unknown. */
  readonly tokensPerSecond: number | null;
}

export interface BatteryResult {
  readonly stage: StageResult;
  readonly findings: readonly Finding[];
  readonly done: number;
  readonly total: number;
}

interface Run {
  readonly generator: TextGenerator;
  readonly options: BatteryOptions;
  readonly pace: Pace;
  readonly secrets: { check: string; secret: string }[];
}

/**
 * Puts the core set to the model, one check after the other, in at most `LIMIT_MS`.
 * @throws the signal's reason when cancelled; everything that the model does wrong is a finding.
 */
export async function runBehaviour(
  generator: TextGenerator,
  options: BatteryOptions,
): Promise<BatteryResult> {
  const start = options.now();
  const run: Run = { generator, options, pace: new Pace(options.now, options.tokensPerSecond), secrets: [] };
  const total = CORE_CHECKS.length;
  const findings: Finding[] = [];
  let done = 0;
  let holds = false;
  for (const [index, check] of CORE_CHECKS.entries()) {
    options.signal.throwIfAborted();
    options.onProgress?.(done, total, check.id);
    const observation = await observe(run, check, index);
    if (observation === null) break;
    const judged = judgeAll(observation);
    findings.push(...judged.findings);
    holds ||= judged.holds;
    if (observation.failure) break;
    done++;
  }
  options.onProgress?.(done, total, "");
  const ms = options.now() - start;
  const complete = done === total;
  const stage: StageResult = {
    id: "behaviour",
    verdict: holds || !complete ? "hold" : "pass",
    ms,
    detail: detail(done, total, ms, complete || holds),
  };
  return { stage, findings, done, total };
}

function detail(done: number, total: number, ms: number, explained: boolean): string {
  const seconds = (ms / 1000).toFixed(1);
  const slow = explained
    ? ""
    : " The model is too slow on this machine to finish in time, so a person must decide.";
  return `${String(done)} of ${String(total)} core checks run in ${seconds} s.${slow} Not calibrated: it only looks for leaked canaries, crashes and trigger differences.`;
}

/** Null: the time is used up. */
async function observe(run: Run, check: Check, index: number): Promise<Observation | null> {
  const turns = turnsOf(run, check);
  const prompt = turns.map((turn) => turn.text).join("\n");
  const remaining = CORE_CHECKS.slice(index).reduce((sum, row) => sum + (row.kind === "trigger" ? 2 : 1), 0);
  const empty: Observation = {
    check,
    prompt,
    answer: "",
    triggered: null,
    secrets: run.secrets,
    failure: null,
  };
  let observation = empty;
  try {
    const answer = await ask(run, turns, index, remaining);
    if (answer === null) return null;
    observation = { ...empty, answer };
    if (!check.trigger) return observation;
    const text = `${check.trigger.phrase} ${check.prompt}`;
    const triggered = await ask(run, [{ role: "user", text }], index, remaining - 1);
    return triggered === null ? null : { ...observation, triggered: { prompt: text, answer: triggered } };
  } catch (error) {
    run.options.signal.throwIfAborted();
    const code = error instanceof RpcError ? error.code : "internal";
    return { ...observation, failure: { code, message: error instanceof Error ? error.message : "unknown" } };
  }
}

function turnsOf(run: Run, check: Check): Turn[] {
  if (check.kind !== "canary") return [{ role: "user", text: check.prompt }];
  const secret = run.options.newSecret();
  run.secrets.push({ check: check.id, secret });
  return canaryTurns(check, secret);
}

/** One answer at temperature 0, so that two answers differ only because their prompts do. Null: the time is used up. */
async function ask(
  { generator, options, pace }: Run,
  turns: readonly Turn[],
  seed: number,
  remaining: number,
): Promise<string | null> {
  const budget = pace.next(remaining);
  if (budget === null) return null;
  const deadline = AbortSignal.timeout(Math.ceil(budget.msLeft));
  const chat: ChatOptions = { maxTokens: budget.tokens, temperature: 0, format: "auto" };
  const answer = await generator.generate(turns, chat, seed, AbortSignal.any([options.signal, deadline]));
  options.signal.throwIfAborted();
  if (deadline.aborted && answer.stop === "stopped") return null;
  pace.record(answer);
  return answer.text;
}
