// A peer in a process of its own. Arguments: "hub" or "native", then the files to judge. Writes `index begun` before each file and `index accepted|rejected` after it.
import { writeSync } from "node:fs";

type Judge = (path: string) => Promise<unknown>;

/** What is used of the native package's inside: the loader itself, without the JavaScript reader that runs before it. */
interface Bindings {
  readonly _bindings: {
    readonly AddonModel: new (
      path: string,
      options: Readonly<Record<string, unknown>>,
    ) => { init: () => Promise<boolean>; dispose: () => Promise<void> };
  };
}

async function hub(): Promise<Judge> {
  const { gguf } = await import("@huggingface/gguf");
  return (path) => gguf(path, { allowLocalFile: true });
}

async function native(): Promise<Judge> {
  const { getLlama, LlamaLogLevel } = await import("node-llama-cpp");
  const llama = await getLlama({
    ...{ gpu: false, build: "never", skipDownload: true, progressLogs: false, maxThreads: 1 },
    logLevel: LlamaLogLevel.disabled,
  });
  const { _bindings } = llama as unknown as Bindings;
  return async (path) => {
    const options = {
      addonExports: _bindings,
      gpuLayers: 0,
      vocabOnly: true,
      useMmap: true,
      checkTensors: false,
    };
    const model = new _bindings.AddonModel(path, options);
    if (!(await model.init())) throw new Error("not loaded");
    await model.dispose();
  };
}

/** A descriptor of its own: the native library may print. */
const ANSWERS = 3;

const [peer, ...paths] = process.argv.slice(2);
const judge = await (peer === "hub" ? hub() : native());
for (const [index, path] of paths.entries()) {
  writeSync(ANSWERS, `${String(index)} begun\n`);
  const answer = await judge(path).then(
    () => "accepted",
    () => "rejected",
  );
  writeSync(ANSWERS, `${String(index)} ${answer}\n`);
}
process.exit(0);
