import { Bytes, call, ChatOptions, event, type Contract } from "@casemate/contract";
import * as z from "zod";

const RequestId = z.string().max(64);
/** One line of hidden instructions, in characters: it takes its place in every prompt. */
const MAX_INSTRUCTIONS = 200;
const Turn = z.strictObject({ role: z.enum(["user", "assistant"]), text: z.string().max(1_000_000) });

/** Spoken between the supervisor and the confined runtime child. fd 3 is the sealed memory file with the model. */
export const runtimeContract = {
  /** Loads the model. `threads`/`contextSize` null = choose (physical cores − 1, at least 1; context from the model and `memoryBytes`). Throws `load_failed`, `out_of_memory`. */
  "runtime.load": call(
    "act",
    z.strictObject({
      contextSize: z.int().min(8).nullable(),
      threads: z.int().min(1).nullable(),
      memoryBytes: Bytes.nullable(),
    }),
    z.strictObject({
      contextSize: z.int(),
      threads: z.int(),
      device: z.string(),
      chatFormat: z.string().nullable(),
      /** The chat format has a place for instructions (a system role): else none are ever given. */
      takesInstructions: z.boolean(),
      tokensPerSecond: z.number().nullable(),
      engine: z.record(z.string(), z.string()),
    }),
  ),
  "runtime.loading": event(z.strictObject({ fraction: z.number().min(0).max(1) })),
  /** Continues `turns` (the last one is the user's). Answers when it stopped. One at a time: throws `busy`. */
  "runtime.generate": call(
    "act",
    z.strictObject({
      requestId: RequestId,
      turns: z.array(Turn).min(1).max(10_000),
      options: ChatOptions,
      /** Put before the first turn where the chat format has a place for instructions, and nowhere else. */
      instructions: z.string().max(MAX_INSTRUCTIONS).nullable(),
      seed: z.int().nonnegative().nullable(),
    }),
    z.strictObject({
      text: z.string(),
      tokens: z.int(),
      tokensPerSecond: z.number(),
      stop: z.enum(["end", "limit", "stopped"]),
      contextUsed: z.int(),
      contextSize: z.int(),
      turnsDropped: z.int(),
      /** The instructions stood in the prompt, looked for in it after the template was applied. */
      instructed: z.boolean(),
    }),
  ),
  "runtime.delta": event(z.strictObject({ requestId: RequestId, text: z.string(), tokens: z.int() })),
  "runtime.stop": call("act", z.strictObject({ requestId: RequestId }), z.strictObject({})),
  /**
   * The most likely continuation of a fixed text, word by word, and for each the likeliest tokens with the natural logarithms of their probabilities,
   * likeliest first. One thread decides nothing: the same build on the same processor answers the same. Throws `not_loaded`, `busy`, `generate_failed`.
   */
  "runtime.fingerprint": call(
    "act",
    z.strictObject({
      prompt: z.string().min(1).max(200),
      tokens: z.int().min(1).max(64),
      top: z.int().min(1).max(16),
    }),
    z.strictObject({
      steps: z
        .array(z.strictObject({ token: z.int(), top: z.array(z.tuple([z.int(), z.number()])) }))
        .max(64),
    }),
  ),
  "runtime.ping": call("read", z.strictObject({}), z.strictObject({ busy: z.boolean() })),
} as const satisfies Contract;
