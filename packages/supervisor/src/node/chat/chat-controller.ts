import {
  Chat,
  MAX_LISTED_CHATS,
  RpcError,
  type AppContract,
  type ChatHit,
  type ChatMessage,
  type ChatOptions,
  type ChatSummary,
  type Notice,
  type Out,
  type Payload,
} from "@casemate/contract";
import { isoTime } from "../../common/clock.ts";
import { noticeOf } from "../../common/jobs.ts";
import { watchAnswer } from "../../common/canary-watch.ts";
import type { Context } from "../console/context.ts";
import type { Catalogue } from "../models/catalogue.ts";
import type { Runtime } from "../models/runtime-controller.ts";
import type { RuntimeClient } from "../models/runtime-process.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { listRecords } from "../vault/listing.ts";
import { createMarkers, type AnswerMarker } from "./markers.ts";
import { failedWhileAnswering, lockedWhileAnswering } from "./notices.ts";
import { searchChat } from "./search.ts";

const KIND = "chat";
/** Conversations that one search answers (the contract's limit). */
const MAX_HITS = 50;
/** Characters of the first message that name a conversation. */
const TITLE_CHARS = 60;
/** A runtime that does not react to "stop" within this time is ended. */
const STOP_LIMIT_MS = 5_000;

export interface ChatEvents {
  delta(payload: Payload<AppContract["chat.delta"]>): void;
  done(payload: Payload<AppContract["chat.done"]>): void;
}

export interface Chats {
  list(): Promise<Out<AppContract["chat.list"]>>;
  search(query: string): Promise<Out<AppContract["chat.search"]>>;
  get(chatId: string): Promise<Chat>;
  create(modelId: string): Promise<Chat>;
  remove(chatId: string): Promise<void>;
  send(chatId: string, text: string, options: ChatOptions): Promise<Out<AppContract["chat.send"]>>;
  stop(chatId: string): Promise<void>;
  /** The answer that is being written, in words; null when idle. */
  busy(): string | null;
  /** Keeps what was answered so far, then forgets everything in memory. Called before a lock ends the keeper. */
  close(): Promise<void>;
}

interface Answering {
  readonly chatId: string;
  readonly messageId: string;
  client: RuntimeClient | null;
  stopped: boolean;
  /** The conversation up to the question, once it was read. */
  chat: Chat | null;
  /** What was answered so far. */
  text: string;
  tokens: number;
  /** Null while nothing is asked, and where a person has switched markers off. */
  marker: AnswerMarker | null;
}

/** Conversations: records in the vault, answers from the confined runtime. One answer at a time. */
export function createChats(
  context: Context,
  catalogue: Catalogue,
  runtime: Runtime,
  keys: () => KeeperClient,
  events: ChatEvents,
): Chats {
  const markers = createMarkers(context.incidents.report);
  let answering: Answering | null = null;

  const read = async (chatId: string): Promise<Chat> => {
    const stored = await keys().call("record.get", { id: chatId });
    if (stored?.info.kind !== KIND)
      throw new RpcError("not_found", "There is no such conversation. It may have been deleted.");
    return Chat.parse(JSON.parse(stored.data));
  };
  const write = async (chat: Chat): Promise<void> => {
    const { messages, ...rest } = chat;
    const summary: ChatSummary = { ...rest, messages: messages.length };
    await keys().call("record.put", {
      id: chat.id,
      kind: KIND,
      meta: JSON.stringify(summary),
      data: JSON.stringify(chat),
    });
  };

  const messageOf = (
    job: Answering,
    result: Pick<ChatMessage, "stop" | "tokens" | "tokensPerSecond">,
  ): ChatMessage => ({
    id: job.messageId,
    role: "assistant",
    text: job.marker?.clean(job.text) ?? job.text,
    at: isoTime(context.clock),
    ...result,
  });

  /** Everything the model says is kept, shown, and searched for traps and the conversation's marker. */
  const listen = (client: RuntimeClient, chat: Chat, job: Answering, options: ChatOptions): (() => void) => {
    const marked = options.format === "auto" && context.state.get("app").settings.promptMarkers;
    job.marker = marked ? markers.answer(chat.id) : null;
    const hear = watchAnswer(context.incidents.report, chat.modelId, chat.messages);
    return client.on("runtime.delta", ({ requestId, text, tokens }) => {
      if (requestId !== job.messageId) return;
      job.text += text;
      job.tokens = tokens;
      hear(text);
      job.marker?.hear(text);
      events.delta({ chatId: chat.id, messageId: job.messageId, text, tokens });
    });
  };

  const answer = async (chat: Chat, job: Answering, options: ChatOptions): Promise<void> => {
    let error: Notice | null = null;
    let result: Pick<ChatMessage, "stop" | "tokens" | "tokensPerSecond"> = {
      stop: "failed",
      tokens: null,
      tokensPerSecond: null,
    };
    try {
      job.client = await runtime.ready(chat.modelId);
      if (!job.stopped) {
        runtime.generating(true);
        const unsubscribe = listen(job.client, chat, job, options);
        const turns = chat.messages
          .filter((message) => message.stop !== "failed")
          .map(({ role, text: said }) => ({ role, text: said }));
        const done = await job.client
          .call("runtime.generate", {
            requestId: job.messageId,
            turns,
            options,
            instructions: job.marker?.instructions ?? null,
            seed: null,
          })
          .finally(unsubscribe);
        job.text = done.text;
        result = { stop: done.stop, tokens: done.tokens, tokensPerSecond: done.tokensPerSecond };
        const { contextUsed, tokensPerSecond } = done;
        const left = job.marker !== null && !done.instructed ? { takesInstructions: false } : {};
        runtime.generating(false, { contextUsed, tokensPerSecond, ...left });
      } else {
        result = { stop: "stopped", tokens: 0, tokensPerSecond: null };
      }
    } catch (thrown) {
      // What was said so far is kept.
      runtime.generating(false);
      error = failedWhileAnswering(thrown);
      if (!(thrown instanceof RpcError)) context.report("chat", thrown);
    }
    const message = messageOf(job, result);
    if (answering !== job) return; // a lock kept it already
    try {
      await write({ ...chat, messages: [...chat.messages, message], updatedAt: message.at });
    } catch (thrown) {
      const locked = context.state.get("vault").state !== "unlocked";
      if (!locked) context.report("chat", thrown);
      error = locked ? lockedWhileAnswering(false, context.state.get("incidents")) : noticeOf(thrown);
    }
    events.done({ chatId: chat.id, message, error });
  };

  const list = async (): Promise<ChatSummary[]> => {
    const records = await listRecords(keys(), KIND);
    return records
      .map((record) => JSON.parse(record.meta) as ChatSummary)
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  };
  const search = async (query: string): Promise<Out<AppContract["chat.search"]>> => {
    const hits: ChatHit[] = [];
    for (const { id } of await list()) {
      // One that was deleted or damaged meanwhile must not end the search.
      const chat = await read(id).catch(() => null);
      const hit = chat && searchChat(chat, query);
      if (hit && hits.length === MAX_HITS) return { hits, complete: false };
      if (hit) hits.push(hit);
    }
    return { hits, complete: true };
  };

  return {
    list: async () => {
      const chats = await list();
      return { chats: chats.slice(0, MAX_LISTED_CHATS), complete: chats.length <= MAX_LISTED_CHATS };
    },
    search,
    get: read,
    create: async (modelId) => {
      const { summary } = catalogue.get(modelId);
      runtime.expectRunnable(modelId);
      const chat: Chat = {
        id: context.newId(),
        title: "New conversation",
        modelId,
        modelName: summary.name,
        updatedAt: isoTime(context.clock),
        messages: [],
      };
      await write(chat);
      return chat;
    },
    remove: async (chatId) => {
      if (answering?.chatId === chatId)
        throw new RpcError("busy", "An answer is being written in this conversation. Stop it first.");
      await keys().call("record.delete", { id: chatId });
    },
    send: async (chatId, text, options) => {
      if (answering) throw new RpcError("busy", "An answer is still being written. Stop it or wait.");
      const job: Answering = {
        chatId,
        messageId: context.newId(),
        client: null,
        stopped: false,
        chat: null,
        text: "",
        tokens: 0,
        marker: null,
      };
      answering = job;
      try {
        const chat = await read(chatId);
        runtime.expectRunnable(chat.modelId);
        const user: ChatMessage = {
          id: context.newId(),
          role: "user",
          text,
          at: isoTime(context.clock),
          stop: null,
          tokens: null,
          tokensPerSecond: null,
        };
        const title =
          chat.messages.length === 0
            ? text.replaceAll(/\s+/g, " ").trim().slice(0, TITLE_CHARS) || chat.title
            : chat.title;
        const next: Chat = { ...chat, title, messages: [...chat.messages, user], updatedAt: user.at };
        await write(next);
        job.chat = next;
        void answer(next, job, options).finally(() => {
          if (answering === job) answering = null;
        });
        return { userMessageId: user.id, messageId: job.messageId };
      } catch (error) {
        answering = null;
        throw error;
      }
    },
    stop: async (chatId) => {
      if (answering?.chatId !== chatId) return;
      const stopping = answering;
      stopping.stopped = true;
      if (!stopping.client) return;
      // A model whose template loops for ever never hears the request: its process is ended instead.
      const cancel = context.clock.after(STOP_LIMIT_MS, () => {
        if (answering === stopping) void runtime.unload();
      });
      await stopping.client
        .call("runtime.stop", { requestId: stopping.messageId })
        .catch(() => undefined)
        .finally(cancel);
    },
    busy: () => (answering ? "an answer is being written" : null),
    close: async () => {
      const open = answering;
      answering = null;
      markers.forget();
      if (!open?.chat) return;
      const { chat, text } = open;
      const message = messageOf(open, { stop: "stopped", tokens: open.tokens, tokensPerSecond: null });
      const next = { ...chat, messages: [...chat.messages, message], updatedAt: message.at };
      const kept =
        text !== "" &&
        (await write(next).then(
          () => true,
          () => false,
        ));
      // Somebody may be waiting for the end of this answer, a command line without end.
      events.done({
        chatId: chat.id,
        message,
        error: lockedWhileAnswering(kept, context.state.get("incidents")),
      });
    },
  };
}
