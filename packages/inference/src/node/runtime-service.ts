import { RpcError, serve, type Handlers, type Port, type Served } from "@casemate/contract";
import { Coalescer, type Timing } from "../common/coalescer.ts";
import { runtimeContract } from "../common/runtime-contract.ts";
import { fingerprint } from "./fingerprint.ts";
import { generate, type GenerateAnswer, type GenerateInput } from "./generate.ts";
import {
  describeLoad,
  loadModel,
  type LlamaModule,
  type LoadAnswer,
  type LoadedModel,
  type LoadRequest,
} from "./loaded-model.ts";
import { settleThreads } from "./settle-threads.ts";

type Runtime = typeof runtimeContract;

const realTiming: Timing = {
  now: () => performance.now(),
  later: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** What the child does: one model, one generation at a time. */
export class RuntimeService {
  readonly #importLlama: () => Promise<LlamaModule>;
  readonly #modelPath: string;
  readonly #served: Served<Runtime>;
  #loaded: LoadedModel | null = null;
  #loading = false;
  #running: { readonly requestId: string; readonly abort: AbortController } | null = null;

  constructor(port: Port, modelPath: string, importLlama: () => Promise<LlamaModule>) {
    this.#importLlama = importLlama;
    this.#modelPath = modelPath;
    const handlers: Handlers<Runtime> = {
      "runtime.load": (input) => this.#load(input),
      "runtime.generate": (input) => this.#generate(input),
      "runtime.fingerprint": (input) => this.#fingerprint(input),
      "runtime.stop": ({ requestId }) => {
        if (this.#running?.requestId === requestId) this.#running.abort.abort();
        return {};
      },
      "runtime.ping": () => ({ busy: this.#loading || this.#running !== null }),
    };
    this.#served = serve(port, {
      contract: runtimeContract,
      handlers,
      caller: { via: "in-process", session: "supervisor" },
    });
  }

  async #load(input: Pick<LoadRequest, "contextSize" | "threads" | "memoryBytes">): Promise<LoadAnswer> {
    if (this.#loading || this.#loaded)
      throw new RpcError("busy", "A model is already loaded in this process. Each model gets its own.");
    this.#loading = true;
    try {
      const onProgress = (fraction: number): void => {
        this.#served.emit("runtime.loading", { fraction: Math.min(1, Math.max(0, fraction)) });
      };
      const module = await this.#importLlama();
      const loaded = await loadModel(module, { ...input, path: this.#modelPath, onProgress });
      const speed = await settleThreads(loaded);
      this.#loaded = loaded;
      return describeLoad(loaded, speed);
    } finally {
      this.#loading = false;
    }
  }

  async #fingerprint(input: Parameters<typeof fingerprint>[1]): ReturnType<typeof fingerprint> {
    if (!this.#loaded) throw new RpcError("not_loaded", "No model is loaded yet.");
    if (this.#running) throw new RpcError("busy", "The model is answering. Wait for it or stop it first.");
    this.#running = { requestId: "", abort: new AbortController() };
    try {
      return await fingerprint(this.#loaded, input);
    } finally {
      this.#running = null;
    }
  }

  async #generate(input: GenerateInput): Promise<GenerateAnswer> {
    if (!this.#loaded) throw new RpcError("not_loaded", "No model is loaded yet.");
    if (this.#running)
      throw new RpcError("busy", "The model is still answering. Wait for it or stop it first.");
    const { requestId } = input;
    const running = { requestId, abort: new AbortController() };
    this.#running = running;
    let total = 0;
    const coalescer = new Coalescer(realTiming, (text, tokens) => {
      total += tokens;
      this.#served.emit("runtime.delta", { requestId, text, tokens: total });
    });
    let counted = 0;
    try {
      return await generate(this.#loaded, input, running.abort.signal, (text, tokens) => {
        coalescer.push(text, tokens - counted);
        counted = tokens;
      });
    } finally {
      coalescer.flush();
      this.#running = null;
    }
  }
}
