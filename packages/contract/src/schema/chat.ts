import * as z from "zod";
import { Id, Notice, Time } from "./common.ts";

/** Longest message that may be typed, in characters: about 16 k tokens, beyond any context this version loads. */
export const MAX_MESSAGE_CHARS = 64 * 1024;

export const ChatMessage = z.strictObject({
  id: Id,
  role: z.enum(["user", "assistant"]),
  text: z.string().max(1_000_000),
  at: Time,
  /** For answers: why generation ended and how fast it was. */
  stop: z.enum(["end", "limit", "stopped", "failed"]).nullable(),
  tokens: z.int().nonnegative().nullable(),
  tokensPerSecond: z.number().nonnegative().nullable(),
});
export type ChatMessage = z.output<typeof ChatMessage>;

/** Conversations that one list answers: 10 MB of names at most, below what one message may hold. */
export const MAX_LISTED_CHATS = 10_000;
export const ChatSummary = z.strictObject({
  id: Id,
  title: z.string().max(200),
  modelId: Id,
  modelName: z.string().max(255),
  updatedAt: Time,
  messages: z.int().nonnegative(),
});
export type ChatSummary = z.output<typeof ChatSummary>;
export const Chat = z.strictObject({ ...ChatSummary.shape, messages: z.array(ChatMessage).max(10_000) });
export type Chat = z.output<typeof Chat>;

/** A conversation that contains what was looked for, with the place. */
export const ChatHit = z.strictObject({
  chatId: Id,
  title: z.string().max(200),
  modelName: z.string().max(255),
  updatedAt: Time,
  messageId: Id,
  role: ChatMessage.shape.role,
  excerpt: z.string().max(1000),
});
export type ChatHit = z.output<typeof ChatHit>;

export const ChatOptions = z.strictObject({
  maxTokens: z.int().min(1).max(8192).default(512),
  temperature: z.number().min(0).max(2).default(0.7),
  /** "raw" continues the text as it stands; "auto" uses the model's chat format when it has one. */
  format: z.enum(["auto", "raw"]).default("auto"),
});
export type ChatOptions = z.output<typeof ChatOptions>;

export const ChatDelta = z.strictObject({
  chatId: Id,
  messageId: Id,
  text: z.string(),
  tokens: z.int().nonnegative(),
});
/** `error` says in one sentence why an answer failed. */
export const ChatDone = z.strictObject({ chatId: Id, message: ChatMessage, error: Notice.nullable() });
