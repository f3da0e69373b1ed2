import { contract, type Caller } from "@casemate/contract";
import { VIAS, type CallLimit, type CallPolicy, type CallRule } from "./call-policy.ts";
import { LEDGER_STATES, VAULT_STATES } from "./counterfactual.ts";
import type { Question } from "./conditions.ts";
import { CallPolicyProblem, objectOf, wholeNumber, type Members } from "./strict-json.ts";
import { CANNOT_WAIT, NEVER_HELD_UP } from "./standing.ts";
import { callNames, ruleOfTable, type Ruling } from "./table.ts";
import { tightened } from "./tighten.ts";

/** More than anybody writes by hand; each rule is looked at with every call that it speaks of. */
const MAX_RULES = 64;
/** A day: longer waits are a denial that nobody notices. */
const MAX_SECONDS = 86_400;
/** Calls of one kind of caller in one window: a page that is used makes some hundreds a minute. */
const MAX_CALLS = 100_000;
const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** Characters that move or hide what follows them would reach a terminal with the reason. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * Reads a person's call policy (`docs/formats/call-policy.md`), strictly: unknown keys, keys that stand twice, and rules that can never fire are
 * errors. Throws `CallPolicyProblem` with one sentence that says where and what to do.
 */
export function readCallPolicy(text: string): CallPolicy {
  const top = objectOf(text);
  top.only(["version", "about", "note", "rules", "limits"], "the policy");
  if (top.get("version") !== 1) throw new CallPolicyProblem("version must be 1.");
  if (top.get("about") !== "calls") throw new CallPolicyProblem('about must be "calls".');
  readText(top, "note", 500);
  const rules = top.list("rules", MAX_RULES).map((one, at) => readRule(one, `rule ${String(at + 1)}`));
  const limits = top.list("limits", MAX_RULES).map((one, at) => readLimit(one, `limit ${String(at + 1)}`));
  if (rules.length + limits.length === 0)
    throw new CallPolicyProblem("It sets nothing. Add a rule or a limit, or remove the file.");
  expectDistinct([...rules, ...limits]);
  const policy: CallPolicy = { state: "file", rules, limits, canonical: canonicalOf(rules, limits) };
  rules.forEach((rule, at) => {
    expectFires(rule, { ...policy, rules: rules.slice(0, at) });
  });
  return policy;
}

function readRule(one: Members, where: string): CallRule {
  one.only(["id", "calls", "from", "decision", "coolOffSeconds", "answerWithinSeconds", "reason"], where);
  const decision = one.get("decision");
  if (decision !== "ask" && decision !== "deny")
    throw new CallPolicyProblem(`decision of ${where} must be "ask" or "deny": a policy can only tighten.`);
  const coolOffSeconds = one.has("coolOffSeconds")
    ? wholeNumber(one, "coolOffSeconds", 1, MAX_SECONDS, where)
    : 0;
  const answerWithinSeconds = one.has("answerWithinSeconds")
    ? wholeNumber(one, "answerWithinSeconds", 1, MAX_SECONDS, where)
    : null;
  if (decision === "deny" && (coolOffSeconds !== 0 || answerWithinSeconds !== null))
    throw new CallPolicyProblem(`${where} denies, so it cannot set a time to wait or to answer.`);
  if (answerWithinSeconds !== null && answerWithinSeconds <= coolOffSeconds)
    throw new CallPolicyProblem(
      `${where} could never be granted: its time to answer ends before its cool-off.`,
    );
  return {
    id: readId(one, where),
    calls: readCalls(one, where, (call) => !(decision === "ask" && cannotWait(call))),
    from: readFrom(one, where),
    decision,
    coolOffSeconds,
    answerWithinSeconds,
    reason: readText(one, "reason", 300),
  };
}

function readLimit(one: Members, where: string): CallLimit {
  one.only(["id", "calls", "from", "atMost", "inSeconds"], where);
  return {
    id: readId(one, where),
    calls: readCalls(one, where, () => true),
    from: readFrom(one, where),
    atMost: wholeNumber(one, "atMost", 1, MAX_CALLS, where),
    inSeconds: wholeNumber(one, "inSeconds", 1, MAX_SECONDS, where),
  };
}

function readId(one: Members, where: string): string {
  const id = one.get("id");
  if (typeof id !== "string" || !ID.test(id))
    throw new CallPolicyProblem(`id of ${where} must be 1 to 40 of a-z, 0-9 and "-".`);
  return id;
}

function readText(one: Members, key: string, most: number): string | null {
  if (!one.has(key)) return null;
  const text = one.get(key);
  if (typeof text !== "string" || text.trim() === "" || text.length > most || INVISIBLE.test(text))
    throw new CallPolicyProblem(
      `${key} must be a text of 1 to ${String(most)} visible characters in one line.`,
    );
  return text;
}

/** "*" stands for every call that acts and that such a rule can speak of; reading calls must be named. */
function readCalls(one: Members, where: string, fits: (call: string) => boolean): ReadonlySet<string> {
  const known = callNames();
  const calls = one.get("calls");
  if (calls === "*")
    return new Set(known.filter((call) => riskOfCall(call) !== "read" && !isProtected(call) && fits(call)));
  if (!Array.isArray(calls) || calls.length === 0)
    throw new CallPolicyProblem(`calls of ${where} must be a list of calls, or "*".`);
  return new Set(
    calls.map((call: unknown) => {
      if (typeof call !== "string" || !known.includes(call))
        throw new CallPolicyProblem(
          `calls of ${where} names ${quoted(call)}, and there is no such call. docs/calls.md lists them.`,
        );
      if (isProtected(call))
        throw new CallPolicyProblem(`${where} could never fire: ${call} is never held up. Leave it out.`);
      if (!fits(call))
        throw new CallPolicyProblem(
          `${where} asks about ${call}, which cannot wait for a person. Deny it instead.`,
        );
      return call;
    }),
  );
}

function readFrom(one: Members, where: string): ReadonlySet<Caller["via"]> | null {
  if (!one.has("from")) return null;
  const from = one.get("from");
  if (!Array.isArray(from) || from.length === 0)
    throw new CallPolicyProblem(`from of ${where} must be a list of callers; leave it out for all.`);
  return new Set(
    from.map((given: unknown) => {
      const via = VIAS.find((known) => known === given);
      if (via === undefined)
        throw new CallPolicyProblem(`from of ${where} names ${quoted(given)}; there are ${VIAS.join(", ")}.`);
      return via;
    }),
  );
}

function expectDistinct(all: readonly { readonly id: string }[]): void {
  const twice = all.find(({ id }, at) => all.findIndex((one) => one.id === id) !== at);
  if (twice)
    throw new CallPolicyProblem(`The id "${twice.id}" stands twice. Give each rule and limit its own.`);
}

/** A rule that changes nothing in any state, beside Casemate's rows and the rules before it, protects nobody and its author does not know. */
function expectFires(rule: CallRule, before: CallPolicy): void {
  const withIt = { ...before, rules: [...before.rules, rule] } as CallPolicy;
  const fires = [...rule.calls].some((call) =>
    questionsAbout(call, rule.from).some(
      (question) => !sameRuling(tightenedBy(question, before), tightenedBy(question, withIt)),
    ),
  );
  if (!fires)
    throw new CallPolicyProblem(
      `The rule "${rule.id}" could never fire: what it asks for holds already in every state. Remove it, or make it stricter.`,
    );
}

function tightenedBy(question: Question, policy: CallPolicy): Ruling {
  return tightened(ruleOfTable(question), question, policy);
}

function sameRuling(one: Ruling, other: Ruling): boolean {
  return (
    one.decision === other.decision &&
    one.coolOffSeconds === other.coolOffSeconds &&
    one.answerWithinSeconds === other.answerWithinSeconds
  );
}

/** Every state in which a call can meet the policy. */
function questionsAbout(call: string, from: ReadonlySet<string> | null): Question[] {
  const risk = riskOfCall(call);
  return VIAS.filter((via) => from === null || from.has(via)).flatMap((via) =>
    VAULT_STATES.flatMap((vault) =>
      LEDGER_STATES.flatMap((ledger) =>
        [false, true].map((frozen) => ({ call, risk, via, vault, ledger, frozen })),
      ),
    ),
  );
}

/** A call that the contract does not know is as dangerous as can be. */
export function riskOfCall(call: string): Question["risk"] {
  const spec = Object.hasOwn(contract, call) ? contract[call as keyof typeof contract] : undefined;
  return spec?.kind === "call" ? spec.risk : "danger";
}

function cannotWait(call: string): boolean {
  return riskOfCall(call) === "read" || CANNOT_WAIT.some((one) => one === call);
}

function isProtected(call: string): boolean {
  return NEVER_HELD_UP.some((one) => one === call);
}

/** What the file says in one spelling: order of keys, of calls and of callers, and white space do not matter. */
function canonicalOf(rules: readonly CallRule[], limits: readonly CallLimit[]): string {
  const sorted = (set: ReadonlySet<string> | null): string[] | null =>
    set === null ? null : [...set].sort();
  return JSON.stringify({
    limits: limits.map(({ id, calls, from, atMost, inSeconds }) => [
      id,
      sorted(calls),
      sorted(from),
      atMost,
      inSeconds,
    ]),
    rules: rules.map(({ id, calls, from, decision, coolOffSeconds, answerWithinSeconds, reason }) => [
      id,
      sorted(calls),
      sorted(from),
      decision,
      coolOffSeconds,
      answerWithinSeconds,
      reason,
    ]),
  });
}

function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : typeof value;
  return JSON.stringify(text.slice(0, 80).replaceAll(new RegExp(INVISIBLE, "gu"), "?"));
}
