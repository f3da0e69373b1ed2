/** A call policy that does not load; the message is one sentence for a person. */
export class CallPolicyProblem extends Error {}

/** The members of one JSON object, looked at strictly. */
export interface Members {
  has(key: string): boolean;
  get(key: string): unknown;
  /** Throws for a key that is not in `known`: a mistyped one would protect nobody. */
  only(known: readonly string[], where: string): void;
  /** Objects of a list that may be missing. */
  list(key: string, most: number): Members[];
}

/** One JSON object. Throws `CallPolicyProblem` when it is none, or when a key stands twice: two readers could see two policies. */
export function objectOf(text: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CallPolicyProblem("It is not JSON. Look for a missing comma, quote or bracket.");
  }
  if (keysIn(value) !== keysOf(text))
    throw new CallPolicyProblem("A key stands twice in one object. Keep one of them.");
  return members(value, "the policy");
}

function members(value: unknown, where: string): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new CallPolicyProblem(`${where} must be an object in braces.`);
  const own = new Map<string, unknown>(Object.entries(value));
  return {
    has: (key) => own.has(key),
    get: (key) => own.get(key),
    only: (known, at) => {
      const unknown = [...own.keys()].find((key) => !known.includes(key));
      if (unknown !== undefined)
        throw new CallPolicyProblem(
          `${at} has the unknown key ${JSON.stringify(unknown.slice(0, 40).replaceAll(/[^\x20-\x7e]/gu, "?"))}. Known are ${known.join(", ")}.`,
        );
    },
    list: (key, most) => {
      if (!own.has(key)) return [];
      const list: unknown = own.get(key);
      if (!Array.isArray(list) || list.length === 0 || list.length > most)
        throw new CallPolicyProblem(`${key} must be a list of 1 to ${String(most)} objects.`);
      return list.map((one: unknown, at) => members(one, `${key} ${String(at + 1)}`));
    },
  };
}

/** A whole number in a range. Throws `CallPolicyProblem`. */
export function wholeNumber(one: Members, key: string, least: number, most: number, where: string): number {
  const value = one.get(key);
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
    throw new CallPolicyProblem(
      `${key} of ${where} must be a whole number from ${String(least)} to ${String(most)}.`,
    );
  return value;
}

/** Keys in a parsed value. */
function keysIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, inner) => sum + keysIn(inner), own);
}

/** Keys as they stand in a text that is JSON: there, a string before a colon is a key. */
function keysOf(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;
}
