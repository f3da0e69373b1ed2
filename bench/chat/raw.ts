import { getLlama, LlamaCompletion, LlamaLogLevel } from "node-llama-cpp";

/**
 * The peer: node-llama-cpp called directly, in its own process, with the same thread count, greedy, no repetition penalty.
 * `args`: model path, threads, tokens, rounds. Prints one JSON line, tokens per second of every round, and exits.
 */
export async function measureRaw(args: readonly string[]): Promise<void> {
  const [modelPath = "", threads = "1", tokens = "100", rounds = "5"] = args;
  const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.disabled,
    maxThreads: Number(threads),
  });
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  const context = await model.createContext({
    contextSize: 2048,
    threads: { ideal: Number(threads), min: 1 },
  });
  const completion = new LlamaCompletion({ contextSequence: context.getSequence() });
  const speeds: number[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    let [count, first, last] = [0, 0, 0];
    await completion.generateCompletion("Once upon a time", {
      maxTokens: Number(tokens),
      temperature: 0,
      repeatPenalty: false,
      onToken: (some) => {
        last = performance.now();
        if (count === 0) first = last;
        count += some.length;
      },
    });
    speeds.push(((count - 1) * 1000) / (last - first));
  }
  process.stdout.write(`${JSON.stringify(speeds)}\n`, () => process.exit(0));
}
