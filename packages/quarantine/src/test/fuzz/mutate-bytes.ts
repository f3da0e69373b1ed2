import type { Random } from "./random.ts";

/** Inputs stay small: a parser's mistakes show in headers, and small inputs are many inputs. */
export const MAX_INPUT_BYTES = 256 * 1024;

/** Numbers around which sizes and offsets go wrong. */
export const EDGES: readonly bigint[] = [0n, 1n, 8n, 31n, 32n, 53n, 60n, 63n, 64n].flatMap((bits) =>
  [-33n, -32n, -1n, 0n, 1n, 31n].map((near) => BigInt.asUintN(64, (1n << bits) + near)),
);

/** Changes `input` in one to four places, or joins it with a part of `other`. */
export function mutateBytes(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes = input;
  for (let left = 1 + random.below(4); left > 0; left--) bytes = change(bytes, other, random);
  return bytes.subarray(0, MAX_INPUT_BYTES);
}

function change(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  // Headers stand in front: half of all changes go there.
  const at = random.below(random.below(2) === 0 ? Math.min(bytes.length, 512) : bytes.length);
  const length = random.below(16);
  switch (random.below(7)) {
    case 0:
      return written(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ (1 << random.below(8))));
    case 1:
      return written(bytes, at, Uint8Array.of(random.below(256)));
    case 2:
      return written(bytes, at, edge(random));
    case 3:
      return joined(bytes.subarray(0, at), other.subarray(0, length), bytes.subarray(at));
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 5:
      return bytes.slice(0, at);
    default: {
      const from = random.below(other.length);
      return joined(
        bytes.subarray(0, at),
        other.subarray(from, from + random.below(4096)),
        bytes.subarray(at),
      );
    }
  }
}

/** An edge number in 4 or 8 bytes, either way round. */
function edge(random: Random): Uint8Array {
  const eight = new DataView(new ArrayBuffer(8));
  const little = random.below(4) !== 0;
  eight.setBigUint64(0, random.pick(EDGES), little);
  const bytes = new Uint8Array(eight.buffer);
  return random.below(2) === 0 ? bytes : little ? bytes.subarray(0, 4) : bytes.subarray(4);
}

function written(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.set(piece.subarray(0, Math.max(0, copy.length - at)), Math.min(at, copy.length));
  return copy;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
