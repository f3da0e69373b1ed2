import type { Chat, ChatHit } from "@casemate/contract";

/** Characters shown before and after what was found. */
const BEFORE = 40;
const AFTER = 120;

/** The newest message of a conversation that contains `query`, whatever the case; null when none does. */
export function searchChat(chat: Chat, query: string): ChatHit | null {
  const wanted = folded(query);
  for (const { id, role, text } of chat.messages.toReversed()) {
    const plain = text.normalize("NFC");
    const at = folded(plain).indexOf(wanted);
    if (at < 0) continue;
    return {
      chatId: chat.id,
      title: chat.title,
      modelName: chat.modelName,
      updatedAt: chat.updatedAt,
      messageId: id,
      role,
      excerpt: excerpt(plain, at, wanted.length),
    };
  }
  return null;
}

/** Folding may change lengths in rare scripts; the excerpt is then off by some characters, never wrong about the hit. */
function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

function excerpt(text: string, at: number, length: number): string {
  const from = Math.max(0, at - BEFORE);
  const to = Math.min(text.length, at + length + AFTER);
  const words = text.slice(from, to).replaceAll(/\s+/g, " ").trim();
  return `${from > 0 ? "…" : ""}${words}${to < text.length ? "…" : ""}`;
}
