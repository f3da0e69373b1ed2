import { RpcError, type In, type Out } from "@casemate/contract";
import type { LlamaText, Token } from "node-llama-cpp";
import { fitTurns, rawText, type Turn } from "../common/history.ts";
import type { runtimeContract } from "../common/runtime-contract.ts";
import type { LoadedModel } from "./loaded-model.ts";

export type GenerateInput = In<(typeof runtimeContract)["runtime.generate"]>;
export type GenerateAnswer = Out<(typeof runtimeContract)["runtime.generate"]>;

/** At least this share of the context is kept free for the answer, however long the history is. */
const ANSWER_SHARE = 0.25;
/** How often speed is looked at while generating, in milliseconds. */
const SPEED_WINDOW_MS = 2_000;

interface Prompt {
  readonly tokens: readonly Token[];
  readonly turnsDropped: number;
  readonly stopTriggers: readonly LlamaText[];
  readonly instructed: boolean;
}

/** Counts tokens and watches their speed; lowers the engine's threads when it collapses. */
class Meter {
  readonly #loaded: LoadedModel;
  #windowStart = 0;
  #windowTokens = 0;
  tokens = 0;
  first = 0;
  last = 0;

  constructor(loaded: LoadedModel) {
    this.#loaded = loaded;
  }

  count(tokens: number): void {
    const now = performance.now();
    if (this.tokens === 0) this.first = this.#windowStart = now;
    else this.#windowTokens += tokens;
    this.tokens += tokens;
    this.last = now;
    if (now - this.#windowStart >= SPEED_WINDOW_MS) this.#closeWindow(now);
  }

  #closeWindow(now: number): void {
    const { governor, llama } = this.#loaded;
    if (governor.record({ tokens: this.#windowTokens, ms: now - this.#windowStart }))
      llama.maxThreads = governor.threads;
    this.#windowStart = now;
    this.#windowTokens = 0;
  }

  /** Tokens per second after the first one, so that reading the prompt does not count. */
  speed(start: number): number {
    const [tokens, ms] =
      this.tokens > 1 ? [this.tokens - 1, this.last - this.first] : [this.tokens, this.last - start];
    return tokens > 0 && ms > 0 ? (tokens * 1000) / ms : 0;
  }
}

/**
 * Continues the history and reports text as it comes. The cache of the previous call is reused as far as the prompts agree.
 * @throws RpcError `too_long`, `generate_failed`.
 */
export async function generate(
  loaded: LoadedModel,
  input: GenerateInput,
  signal: AbortSignal,
  onText: (text: string, tokens: number) => void,
): Promise<GenerateAnswer> {
  const { options, seed } = input;
  const contextSize = loaded.context.contextSize;
  const prompt = buildPrompt(
    loaded,
    input,
    contextSize - Math.ceil(Math.min(options.maxTokens, contextSize * ANSWER_SHARE)),
  );
  const room = Math.min(options.maxTokens, contextSize - prompt.tokens.length - 1);
  const meter = new Meter(loaded);
  const start = performance.now();
  let text = "";
  const stop = await complete(loaded, prompt, signal, {
    maxTokens: room,
    temperature: options.temperature,
    ...(seed === null ? {} : { seed }),
    onToken: (tokens) => {
      meter.count(tokens.length);
    },
    onTextChunk: (chunk) => {
      text += chunk;
      onText(chunk, meter.tokens);
    },
  });
  return {
    text,
    tokens: meter.tokens,
    tokensPerSecond: meter.speed(start),
    stop,
    contextUsed: loaded.sequence.nextTokenIndex,
    contextSize,
    turnsDropped: prompt.turnsDropped,
    instructed: prompt.instructed,
  };
}

interface CompletionOptions {
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed?: number;
  readonly onToken: (tokens: readonly Token[]) => void;
  readonly onTextChunk: (text: string) => void;
}

async function complete(
  loaded: LoadedModel,
  prompt: Prompt,
  signal: AbortSignal,
  options: CompletionOptions,
): Promise<GenerateAnswer["stop"]> {
  const completion = new loaded.module.LlamaCompletion({ contextSequence: loaded.sequence });
  try {
    const { metadata } = await completion.generateCompletionWithMeta([...prompt.tokens], {
      ...options,
      signal,
      stopOnAbortSignal: true,
      customStopTriggers: prompt.stopTriggers,
      disableContextShift: true,
      contextShiftSize: 1,
      // Temperature 0 promises the most likely token; a penalty for repetition would break that promise.
      ...(options.temperature === 0 ? { repeatPenalty: false as const } : {}),
    });
    if (signal.aborted || metadata.stopReason === "abort") return "stopped";
    return metadata.stopReason === "maxTokens" ? "limit" : "end";
  } catch (error) {
    if (signal.aborted) return "stopped";
    throw new RpcError(
      "generate_failed",
      `The model stopped answering because of an error in llama.cpp (${printable(error)}). Try again or load the model anew.`,
    );
  } finally {
    completion.dispose({ disposeSequence: false });
  }
}

function buildPrompt(
  loaded: LoadedModel,
  { turns, options: { format }, instructions }: GenerateInput,
  limit: number,
): Prompt {
  const { model, wrapper } = loaded;
  const system = loaded.takesInstructions ? instructions : null;
  let instructed = false;
  const stopTriggers: LlamaText[] = [];
  const renderRaw = (some: readonly Turn[]): readonly Token[] =>
    model.tokenize(rawText(some), false, "trimLeadingSpace");
  const renderChat = (some: readonly Turn[]): readonly Token[] => {
    const chat = applyTemplate(() =>
      wrapper?.generateContextState({
        chatHistory: [
          ...(system === null ? [] : [{ type: "system" as const, text: system }]),
          ...some.map(historyItem),
          { type: "model", response: [] },
        ],
      }),
    );
    if (!chat) return renderRaw(some);
    stopTriggers.splice(0, stopTriggers.length, ...chat.stopGenerationTriggers);
    // The template is the file's own program: it may leave out what it was given.
    instructed = system !== null && chat.contextText.toString().includes(system);
    return withoutBos(chat.contextText.tokenize(model.tokenizer), model.tokens.bos);
  };
  const estimate = (turn: Turn): number => model.tokenize(turn.text).length;
  // One place is for the beginning-of-text token, which the completion adds.
  const fitted = fitTurns(turns, limit - 1, estimate, format === "auto" && wrapper ? renderChat : renderRaw);
  if (fitted.tokens.length === 0)
    throw new RpcError("too_short", "There is nothing to continue. Write at least one character.");
  return { ...fitted, stopTriggers, instructed };
}

function historyItem(turn: Turn): { type: "user"; text: string } | { type: "model"; response: string[] } {
  return turn.role === "user" ? { type: "user", text: turn.text } : { type: "model", response: [turn.text] };
}

/** The template is a program out of the file and may refuse or fail. */
function applyTemplate<T>(render: () => T): T {
  try {
    return render();
  } catch (error) {
    throw new RpcError(
      "template_failed",
      `The model's own chat format cannot express this conversation (${printable(error)}). Choose the raw format or start a new chat.`,
    );
  }
}

/** An error's text may quote the file or the conversation: printable and short. */
function printable(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/[^\x20-\x7e]/g, " ").slice(0, 200);
}

/** The completion puts the token in front itself; twice would confuse the model. */
function withoutBos(tokens: readonly Token[], bos: Token | null): readonly Token[] {
  return bos !== null && tokens[0] === bos ? tokens.slice(1) : tokens;
}
