import { randomBytes, timingSafeEqual } from "node:crypto";

/** Bytes of a one-time code and of a session token. */
const TOKEN_BYTES = 32;
/** A page that was reloaded or reopened keeps its token; more open sessions than this end the oldest. */
const MAX_SESSIONS = 8;

/** Per-launch authentication of the browser console: a one-time code is exchanged for a token. */
export interface Sessions {
  /** A fresh one-time code (base64url). Replaces the one before. */
  newCode(): string;
  /** Exchanges the code, once. Null when it is not the current one. */
  exchange(code: string): string | null;
  /** The session's id for a valid token, else null. */
  check(token: string): string | null;
  /** Voids every token but that of `keep`, and the code that nobody used yet. */
  endAll(keep: string | null): void;
  /** Whether the session with this id has not been replaced by newer ones. */
  lives(session: string): boolean;
}

export function createSessions(): Sessions {
  let code: Buffer | null = null;
  const tokens = new Map<string, Buffer>();
  return {
    newCode: () => {
      code = randomBytes(TOKEN_BYTES);
      return code.toString("base64url");
    },
    exchange: (given) => {
      const candidate = Buffer.from(given, "base64url");
      if (!code || !same(candidate, code)) return null;
      code = null;
      const token = randomBytes(TOKEN_BYTES);
      tokens.set(randomBytes(8).toString("hex"), token);
      while (tokens.size > MAX_SESSIONS) tokens.delete(tokens.keys().next().value ?? "");
      return token.toString("base64url");
    },
    check: (given) => {
      const candidate = Buffer.from(given, "base64url");
      let found: string | null = null;
      // Every token is compared, in constant time each.
      tokens.forEach((token, session) => {
        if (same(candidate, token)) found = session;
      });
      return found;
    },
    endAll: (keep) => {
      code = null;
      for (const session of [...tokens.keys()]) if (session !== keep) tokens.delete(session);
    },
    lives: (session) => tokens.has(session),
  };
}

function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
