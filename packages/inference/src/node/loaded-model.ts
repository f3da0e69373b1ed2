import { RpcError, type Out } from "@casemate/contract";
import type * as LlamaPackage from "node-llama-cpp";
import type { ChatWrapper, Llama, LlamaContext, LlamaContextSequence, LlamaModel } from "node-llama-cpp";
import { extraWeightBytes, outOfMemory, planContext } from "../common/plan.ts";
import type { runtimeContract } from "../common/runtime-contract.ts";
import { ThreadGovernor } from "../common/threads.ts";
import { isMemoryFile, machineFreeBytes, machineThreads } from "./machine.ts";

/** The native package, handed down by the entry: nothing else may import it. */
export type LlamaModule = typeof LlamaPackage;
export type LoadAnswer = Out<(typeof runtimeContract)["runtime.load"]>;

export interface LoadRequest {
  readonly path: string;
  readonly contextSize: number | null;
  readonly threads: number | null;
  readonly memoryBytes: number | null;
  readonly onProgress: (fraction: number) => void;
}

/** A model in memory with its one context. */
export interface LoadedModel {
  readonly module: LlamaModule;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly sequence: LlamaContextSequence;
  /** Null: the file has no chat template, so text is continued as it stands. */
  readonly wrapper: ChatWrapper | null;
  /** The chat format has a system role, by the wrapper and by the file's own template. */
  readonly takesInstructions: boolean;
  readonly governor: ThreadGovernor;
}

/**
 * Loads the model at `path` on the processor; nothing is downloaded, built or logged.
 * @throws RpcError `load_failed` or `out_of_memory`.
 */
export async function loadModel(module: LlamaModule, request: LoadRequest): Promise<LoadedModel> {
  const threads = request.threads ?? machineThreads();
  const free = request.memoryBytes ?? machineFreeBytes();
  const llama = await startEngine(module, threads);
  const model = await openModel(llama, request);
  const governor = new ThreadGovernor(threads);
  const contextSize = await planContext({
    trainContext: model.trainContextSize,
    wantedContext: request.contextSize,
    freeBytes: free,
    weightBytes: extraWeightBytes(
      model.size,
      model.fileInfo.metadata.general.file_type,
      isMemoryFile(request.path),
    ),
    contextBytes: (tokens) => contextBytes(model, tokens),
  });
  const context = await openContext(model, contextSize, threads, free);
  const wrapper = chatWrapper(module, model);
  return {
    module,
    llama,
    model,
    context,
    sequence: context.getSequence(),
    wrapper,
    takesInstructions: wrapper !== null && hasSystemRole(module, model, wrapper),
    governor,
  };
}

async function startEngine(module: LlamaModule, threads: number): Promise<Llama> {
  try {
    const logLevel = module.LlamaLogLevel.disabled;
    return await module.getLlama({
      gpu: false,
      build: "never",
      skipDownload: true,
      progressLogs: false,
      logLevel,
      maxThreads: threads,
    });
  } catch (error) {
    throw loadFailed("the engine did not start", error);
  }
}

async function openModel(llama: Llama, request: LoadRequest): Promise<LlamaModel> {
  try {
    // Memory is judged by `planContext`, which knows what the host allows; the package would judge by the whole machine.
    return await llama.loadModel({
      modelPath: request.path,
      gpuLayers: 0,
      ignoreMemorySafetyChecks: true,
      onLoadProgress: request.onProgress,
    });
  } catch (error) {
    throw loadFailed("the file was not accepted", error);
  }
}

async function openContext(
  model: LlamaModel,
  contextSize: number,
  threads: number,
  free: number,
): Promise<LlamaContext> {
  try {
    return await model.createContext({
      contextSize,
      threads: { ideal: threads, min: 1 },
      ignoreMemorySafetyChecks: true,
      failedCreationRemedy: false,
    });
  } catch {
    throw outOfMemory(await contextBytes(model, contextSize), free);
  }
}

async function contextBytes(model: LlamaModel, contextSize: number): Promise<number> {
  const needs = await model.fileInsights.estimateContextResourceRequirementsV2({
    contextSize,
    modelGpuLayers: 0,
  });
  return needs.cpuRam;
}

/** The reason comes from llama.cpp and may quote the file: made printable and short. */
function loadFailed(what: string, error: unknown): RpcError {
  const reason = (error instanceof Error ? error.message : String(error))
    .replace(/[^\x20-\x7e]/g, " ")
    .slice(0, 200);
  return new RpcError("load_failed", `llama.cpp could not load this model: ${what} (${reason}).`);
}

/** The template is the file's own program, interpreted here: inside the box it can only spoil its own prompt. */
function chatWrapper(module: LlamaModule, model: LlamaModel): ChatWrapper | null {
  const template = model.fileInfo.metadata.tokenizer.chat_template;
  if (typeof template !== "string" || template.trim() === "") return null;
  try {
    return module.resolveChatWrapper(model, { warningLogs: false });
  } catch {
    return null;
  }
}

/**
 * A wrapper of the package's own may stand for a template that refuses instructions, and then give them all the same: so the template itself is tried
 * too. One that cannot be tried has none.
 */
function hasSystemRole(module: LlamaModule, model: LlamaModel, wrapper: ChatWrapper): boolean {
  const template = model.fileInfo.metadata.tokenizer.chat_template ?? "";
  try {
    const own = new module.JinjaTemplateChatWrapper({ template, tokenizer: model.tokenizer });
    return wrapper.settings.supportsSystemMessages && own.settings.supportsSystemMessages;
  } catch {
    return false;
  }
}

export function describeLoad(loaded: LoadedModel, tokensPerSecond: number | null): LoadAnswer {
  const release = loaded.llama.llamaCppRelease;
  return {
    contextSize: loaded.context.contextSize,
    threads: loaded.governor.threads,
    device: "processor",
    chatFormat: loaded.wrapper?.wrapperName ?? null,
    takesInstructions: loaded.takesInstructions,
    tokensPerSecond,
    engine: { "llama.cpp": release.release },
  };
}
