import { JsonError, parseJson, type Json, type JsonObject } from "../safetensors/json.ts";
import { figure, quoted } from "../text.ts";
import { canonical } from "./canonical.ts";
import { LIMIT_NAMES, MAXIMA, type LimitName, type Policy } from "./policy.ts";
import { lineAt, PolicyProblem } from "./problem.ts";
import { readKinds } from "./read-kinds.ts";
import { readRules } from "./read-rules.ts";
import { refuseUnknown, tableOf, type Fail } from "./tables.ts";

/** Largest policy file read, in bytes. One that names every rule has under 10 kB. */
export const MAX_POLICY_BYTES = 256 * 1024;
/** Longest comment in characters. */
const MAX_NOTE = 500;

const KEYS = ["version", "note", "limits", "allow", "refuse", "requirePin", "rules"];

/**
 * Reads a policy strictly: what is not known, not meant or without effect is an error, because a policy that says less than its
 * author believes protects nobody. Throws `PolicyProblem`.
 */
export function readPolicy(text: Uint8Array): Policy {
  const fail: Fail = (at, sentence) => {
    throw new PolicyProblem(lineAt(text, at), sentence);
  };
  if (text.length > MAX_POLICY_BYTES)
    fail(0, `the file has ${figure(text.length)} bytes; a policy has at most ${figure(MAX_POLICY_BYTES)}.`);
  const root = tableOf(parse(text, fail), "the policy", 0, fail);
  refuseUnknown(root, KEYS, fail);
  const version = root.get("version");
  if (version?.value !== 1n) fail(version?.at ?? 0, 'the policy must say "version": 1.');
  const note = root.get("note");
  if (note && (typeof note.value !== "string" || note.value.length > MAX_NOTE))
    fail(note.at, `"note" must be a text of at most ${figure(MAX_NOTE)} characters.`);
  const policy: Policy = {
    limits: readLimits(root, fail),
    kinds: readKinds(root, fail),
    requirePin: readRequirePin(root, fail),
    rules: readRules(root, fail),
    canonical: canonical(root),
  };
  const says =
    policy.requirePin ||
    policy.rules.size > 0 ||
    Object.keys(policy.limits).length > 0 ||
    Object.keys(policy.kinds).length > 0;
  if (!says) fail(0, "the policy sets nothing. Delete the file if that is meant.");
  return policy;
}

function parse(text: Uint8Array, fail: Fail): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    if (error.problem === "duplicate-key")
      return fail(error.at, `the key ${quoted(error.message)} stands there twice.`);
    return fail(error.at, `this is not JSON: it ${error.message}.`);
  }
}

function readLimits(root: JsonObject, fail: Fail): Policy["limits"] {
  const entry = root.get("limits");
  if (!entry) return {};
  const table = tableOf(entry.value, '"limits"', entry.at, fail);
  refuseUnknown(table, LIMIT_NAMES, fail);
  if (table.size === 0) fail(entry.at, '"limits" sets nothing.');
  const limits: Partial<Record<LimitName, number>> = {};
  for (const name of LIMIT_NAMES) {
    const limit = table.get(name);
    if (!limit) continue;
    const { value, at } = limit;
    if (typeof value !== "bigint" || value < 1n) fail(at, `"${name}" must be a whole number, at least 1.`);
    else if (value > BigInt(MAXIMA[name]))
      fail(at, `"${name}" may be at most ${figure(MAXIMA[name])}: a policy can only tighten.`);
    else if (value === BigInt(MAXIMA[name]))
      fail(at, `"${name}" is ${figure(value)}, which is Casemate's own limit: it changes nothing.`);
    else limits[name] = Number(value);
  }
  return limits;
}

function readRequirePin(root: JsonObject, fail: Fail): boolean {
  const entry = root.get("requirePin");
  if (!entry) return false;
  if (entry.value !== true)
    fail(entry.at, '"requirePin" can only be true. Leave it out if no pin is required.');
  return true;
}
