import { WORDS_PER_BLOCK_FOUND, type WalkStep } from "./device.ts";
import { mix, times } from "./numbers.ts";

/** 256 KiB: one workgroup of 256 threads walks a block, each thread over 256 words. */
export const BLOCK_WORDS = 65_536;
export const BLOCK_BYTES = BLOCK_WORDS * 4;

/**
 * What a cell holds: word `place` of block `block` is `mix(pattern + place) ^ mix(key + block)`. No two words of a block and no two blocks are alike, so
 * a cell that answers for another one, or a chunk in the place of another one, is seen.
 */
export function cellAt(pattern: number, key: number, block: number, place: number): number {
  return (mix(pattern + place) ^ mix(key + block)) >>> 0;
}

/** Weight of a word in its block's digest; never 0. */
export function weightAt(weight: number, place: number): number {
  return (mix(weight + place) | 1) >>> 0;
}

/** A block in which not everything was as written. What the device itself counted is told, not relied on. */
export interface WrongBlock {
  /** Over all chunks. */
  readonly block: number;
  /** The digest is wrong; false: only the device itself says that something was. */
  readonly proven: boolean;
  readonly words: number;
  /** First wrong word of the block, and which bits of any word were. */
  readonly place: number;
  readonly bits: number;
}

/**
 * Compares digests of blocks with what they must be: the sum, in the field of 2^32 elements, of every word times its weight. One wrong word always changes
 * it, because no weight is 0; any other change goes unseen with a probability of
 * about 2^-31 (exactly so if the weights, which are made from one new random seed for each step, were random each). Because that sum is
 * linear, all blocks share two sums over one block, and a GiB costs as much here as a block.
 */
export function judgeWalk(step: WalkStep, found: Uint32Array): WrongBlock[] {
  if (step.read === null) return [];
  let [words, weights] = [0, 0];
  for (let place = 0; place < BLOCK_WORDS; place++) {
    const weight = weightAt(step.weight, place);
    words ^= times(weight, mix(step.pattern + place));
    weights ^= weight;
  }
  const wrong: WrongBlock[] = [];
  const inverted = step.read === "inverted" ? 0xffffffff : 0;
  for (let at = 0; at < step.count; at++) {
    const block = step.before + step.from + at;
    const expected = (words ^ times(weights >>> 0, (mix(step.key + block) ^ inverted) >>> 0)) >>> 0;
    const [digest, count = 0, place = 0, bits = 0] = found.subarray(
      at * WORDS_PER_BLOCK_FOUND,
      (at + 1) * WORDS_PER_BLOCK_FOUND,
    );
    const proven = digest !== expected;
    if (proven || count > 0) wrong.push({ block, proven, words: count, place, bits });
  }
  return wrong;
}
