import type { Chat, ChatMessage, ChatSummary } from "@casemate/contract";
import { create } from "zustand";
import { call, on } from "./connection.ts";
import { errorText, noticeText } from "./error-text.ts";

/** An answer that is being written. */
export interface LiveAnswer {
  readonly chatId: string;
  readonly messageId: string;
  readonly text: string;
  readonly tokens: number;
  /** True when this page came in the middle and misses the beginning. */
  readonly partial: boolean;
}

interface ChatStore {
  /** Null until it was read. */
  readonly list: readonly ChatSummary[] | null;
  /** False: there are older ones than those in the list. */
  readonly listComplete: boolean;
  readonly listError: string | null;
  readonly open: Chat | null;
  readonly openError: string | null;
  readonly live: LiveAnswer | null;
  /** Why an answer of this session failed, by message. */
  readonly failures: Readonly<Record<string, string>>;
  /** A message on its way. */
  readonly sending: boolean;
  readonly sendError: string | null;
  readonly options: { readonly temperature: number; readonly maxTokens: number };
}

/** Conversations as this page has read them. Dies with the page: the page is reloaded on lock. */
export const chatStore = create<ChatStore>()(() => ({
  list: null,
  listComplete: true,
  listError: null,
  open: null,
  openError: null,
  live: null,
  failures: {},
  sending: false,
  sendError: null,
  options: { temperature: 0.7, maxTokens: 512 },
}));
const { setState: set, getState: get } = chatStore;

on("chat.delta", (delta) => {
  set(({ live }) => {
    const same = live?.messageId === delta.messageId;
    return {
      live: {
        chatId: delta.chatId,
        messageId: delta.messageId,
        text: (same ? live.text : "") + delta.text,
        tokens: delta.tokens,
        partial: same ? live.partial : true,
      },
    };
  });
});

on("chat.done", ({ chatId, message, error }) => {
  set(({ live, open, failures }) => ({
    failures: error === null ? failures : { ...failures, [message.id]: noticeText(error) },
    live: live?.messageId === message.id ? null : live,
    open: open?.id === chatId ? { ...open, messages: joined(open.messages, [message]) } : open,
  }));
  void readList();
});

/** Adds messages that are not there yet. */
export function joined(messages: readonly ChatMessage[], fresh: readonly ChatMessage[]): ChatMessage[] {
  const known = new Set(messages.map((message) => message.id));
  return [...messages, ...fresh.filter((message) => !known.has(message.id))];
}

export async function readList(): Promise<void> {
  try {
    const { chats, complete } = await call("chat.list", {});
    set({ list: chats, listComplete: complete, listError: null });
  } catch (error) {
    set({ listError: errorText(error) });
  }
}

/** Reads a conversation; null puts the page on "new". */
export async function openChat(id: string | null): Promise<void> {
  if (id === null) {
    set({ open: null, openError: null, sendError: null });
    return;
  }
  if (get().open?.id === id) return;
  set({ open: null, openError: null, sendError: null });
  try {
    set({ open: await call("chat.get", { chatId: id }) });
  } catch (error) {
    set({ openError: errorText(error) });
  }
}

/** Starts a conversation with a model. Throws `RpcError`. */
async function createChat(modelId: string): Promise<Chat> {
  const chat = await call("chat.create", { modelId });
  set({ open: chat, openError: null });
  return chat;
}

/**
 * Sends a message, in a new conversation when none is open. Answers the conversation's id, or null when the message was not taken
 * (the reason is in `sendError`, and the caller keeps the text).
 */
export async function sendMessage(text: string, modelId: string | null): Promise<string | null> {
  set({ sending: true, sendError: null });
  try {
    const chat = get().open ?? (modelId === null ? null : await createChat(modelId));
    if (chat === null) return null;
    const { userMessageId, messageId } = await call("chat.send", {
      chatId: chat.id,
      text,
      options: { ...get().options, format: "auto" },
    });
    const mine: ChatMessage = {
      id: userMessageId,
      role: "user",
      text,
      at: new Date().toISOString(),
      stop: null,
      tokens: null,
      tokensPerSecond: null,
    };
    set(({ open, live }) => {
      const answered = open?.messages.some((message) => message.id === messageId) === true;
      const messages = open?.id === chat.id ? placed(open.messages, mine, messageId) : [];
      return {
        open:
          open?.id === chat.id
            ? { ...open, title: open.messages.length === 0 ? text.slice(0, 60) : open.title, messages }
            : open,
        live: answered
          ? live
          : live?.messageId === messageId
            ? { ...live, partial: false }
            : { chatId: chat.id, messageId, text: "", tokens: 0, partial: false },
      };
    });
    void readList();
    return chat.id;
  } catch (error) {
    set({ sendError: errorText(error) });
    return null;
  } finally {
    set({ sending: false });
  }
}

/** Puts the person's message before its answer, should that have arrived first. */
function placed(messages: readonly ChatMessage[], mine: ChatMessage, answerId: string): ChatMessage[] {
  const at = messages.findIndex((message) => message.id === answerId);
  return at === -1 ? [...messages, mine] : [...messages.slice(0, at), mine, ...messages.slice(at)];
}

export function setOptions(options: Partial<ChatStore["options"]>): void {
  set(({ options: old }) => ({ options: { ...old, ...options } }));
}

/** Forgets a conversation that was deleted. */
export function forget(id: string): void {
  set(({ list, open }) => ({
    list: list?.filter((chat) => chat.id !== id) ?? null,
    open: open?.id === id ? null : open,
  }));
}
