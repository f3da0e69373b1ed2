import type { LoadedModel } from "./loaded-model.ts";

/** Tokens of one measurement: enough that barriers show, few enough that nobody waits. */
const PROBE_TOKENS = 8;
/** One measurement ends here even when the model is slow. Milliseconds. */
const PROBE_MS = 1_000;
/** Fewer threads must be this much faster to be chosen: measurements of a second are rough. */
const CLEARLY_FASTER = 1.5;

/**
 * Measures the freshly loaded model and lowers the threads when fewer are clearly faster, as on a machine whose cores are busy.
 * Answers tokens per second, null when nothing could be measured. Leaves the context empty.
 */
export async function settleThreads(loaded: LoadedModel): Promise<number | null> {
  const { llama, governor, sequence } = loaded;
  let best = await probe(loaded);
  while (best !== null && governor.threads > 1) {
    const fewer = Math.floor(governor.threads / 2);
    llama.maxThreads = fewer;
    const speed = await probe(loaded);
    if (speed === null || speed < best * CLEARLY_FASTER) break;
    governor.lowerTo(fewer);
    best = speed;
  }
  llama.maxThreads = governor.threads;
  await sequence.clearHistory();
  return best;
}

async function probe({ model, sequence }: LoadedModel): Promise<number | null> {
  await sequence.clearHistory();
  const seedTokens = model.tokens.bos === null ? model.tokenize("a") : [model.tokens.bos];
  if (seedTokens.length === 0) return null;
  let tokens = 0;
  let first = 0;
  let last = 0;
  for await (const token of sequence.evaluate(seedTokens, { temperature: 0, yieldEogToken: true })) {
    last = performance.now();
    if (tokens++ === 0) first = last;
    if (tokens > PROBE_TOKENS || last - first > PROBE_MS || model.isEogToken(token)) break;
  }
  return tokens > 1 && last > first ? ((tokens - 1) * 1000) / (last - first) : null;
}
