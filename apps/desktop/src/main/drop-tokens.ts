import type { Clock } from "@casemate/supervisor";
import { randomBytes } from "node:crypto";
import { isAbsolute } from "node:path";
import type { DropAnswer } from "../common/channels.ts";

/** A drop is turned into a call at once; a token that lies around longer is nobody's. */
const LIFETIME_MS = 60_000;
/** Largest drop at once. More tokens than this make the oldest void, so a page cannot fill the memory. */
const MAX_TOKENS = 256;
/** Linux's PATH_MAX; longer cannot be opened anyway. */
const MAX_PATH_CHARS = 4096;

export interface DropTokens {
  /** A one-use token for a path that the preload read from a dropped file. */
  issue(path: unknown): DropAnswer;
  /** The path, once; null when the token is unknown, used or older than a minute. */
  take(token: string): string | null;
}

export function createDropTokens(clock: Clock): DropTokens {
  const paths = new Map<string, { path: string; expires: number }>();
  return {
    issue: (path) => {
      if (
        typeof path !== "string" ||
        !isAbsolute(path) ||
        path.length > MAX_PATH_CHARS ||
        path.includes("\0")
      ) {
        return {
          problem:
            "This file has no place on this machine that Casemate can use. Save it to a folder, then drop it again.",
        };
      }
      const token = randomBytes(16).toString("hex");
      paths.set(token, { path, expires: clock.monotonic() + LIFETIME_MS });
      while (paths.size > MAX_TOKENS) paths.delete(paths.keys().next().value ?? "");
      return { token };
    },
    take: (token) => {
      const entry = paths.get(token);
      paths.delete(token);
      return entry !== undefined && clock.monotonic() <= entry.expires ? entry.path : null;
    },
  };
}
