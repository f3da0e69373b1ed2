/** Tries of a minimisation: enough for inputs of a few kB, and bounded. */
const MAX_TRIES = 400;

/** The smallest input found that still fails: pieces are cut out, large ones first. */
export async function minimise(
  bytes: Uint8Array,
  fails: (bytes: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  let best = bytes;
  let tries = 0;
  for (let piece = best.length >> 1; piece >= 1 && tries < MAX_TRIES; piece >>= 1) {
    for (let at = 0; at < best.length && tries < MAX_TRIES;) {
      const shorter = new Uint8Array(Buffer.concat([best.subarray(0, at), best.subarray(at + piece)]));
      tries += 1;
      if (await fails(shorter)) best = shorter;
      else at += piece;
    }
  }
  return best;
}
