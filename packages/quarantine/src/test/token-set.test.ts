import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayLookSteering } from "../common/gguf/tokenizer/look-alike.ts";
import { TokenSet } from "../common/gguf/tokenizer/token-set.ts";

const encoder = new TextEncoder();
const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 });

describe("the set of tokens", () => {
  it("knows what a map knows, whatever its secret", () => {
    fc.assert(
      fc.property(fc.array(text), fc.array(fc.tuple(text, text)), fc.integer(), (tokens, merges, secret) => {
        const set = new TokenSet(tokens.length, secret);
        const known = new Map<string, number>();
        tokens.forEach((token, index) => {
          const bytes = encoder.encode(`..${token}.`);
          expect(set.add(bytes, 2, bytes.length - 1, index)).toBe(known.get(token) ?? -1);
          if (!known.has(token)) known.set(token, index);
        });
        for (const [left, right] of merges) {
          const bytes = encoder.encode(`.${left} ${right}.`);
          expect(set.has(encoder.encode(left))).toBe(known.has(left));
          expect(set.hasMerge(bytes, 1, 1 + left.length, bytes.length - 1)).toBe(
            [left, right, left + right].every((part) => known.has(part)),
          );
        }
      }),
    );
  });

  it("costs a few steps a token, even when its tokens were chosen to crowd one place under another secret", () => {
    const [theirs, ours] = [1, 2];
    const tokens = crowd(theirs, 1500);
    expect({ crowded: stepsOf(tokens, theirs) > 100 * tokens.length }).toEqual({ crowded: true });
    expect(stepsOf(tokens, ours)).toBeLessThan(4 * tokens.length);
  });
});

function stepsOf(tokens: readonly Uint8Array[], secret: number): number {
  const set = new TokenSet(tokens.length, secret);
  tokens.forEach((bytes, index) => set.add(bytes, 0, bytes.length, index));
  return set.steps;
}

/** Tokens that whoever knows the secret chooses: each lands at the beginning of one long run of taken places. */
function crowd(secret: number, count: number): Uint8Array[] {
  const set = new TokenSet(count, secret);
  const tokens: Uint8Array[] = [];
  for (let tried = 0; tokens.length < count; tried++) {
    const bytes = encoder.encode(`t${String(tried)}`);
    const before = set.steps;
    set.has(bytes);
    if (set.steps - before <= tokens.length / 2) continue;
    set.add(bytes, 0, bytes.length, tokens.length);
    tokens.push(bytes);
  }
  return tokens;
}

it("no character that reads as a bracket or bar gets past the quick look", () => {
  const missed: string[] = [];
  for (let code = 0; code <= 0x10_ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const char = String.fromCodePoint(code);
    const plain = char.normalize("NFKC");
    const probes = [
      ...(/[<[|{]/.test(plain) ? [`${char}x>`] : []),
      ...(/[>\]|}]/.test(plain) ? [`<x${char}`] : []),
    ];
    for (const probe of probes) {
      const bytes = encoder.encode(`"${probe}"`);
      if (!mayLookSteering(bytes, 1, bytes.length - 1)) missed.push(code.toString(16));
    }
  }
  expect(missed).toEqual([]);
});
