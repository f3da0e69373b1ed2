import { PanicCause, PanicLevel, PanicOutcome, Id, Time } from "@casemate/contract";
import { createHash } from "node:crypto";
import { closeSync, constants, fsyncSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Home } from "../home.ts";

/** Each place is as large as a page, so that writing one never touches the other. */
const PLACE_BYTES = 8192;
const PLACES = { begun: 0, done: 1 } as const;
const SUM_BYTES = 64;

/** A panic that was begun: everything that the next start needs to end it. */
const Begun = z.strictObject({
  id: Id,
  level: PanicLevel,
  cause: PanicCause,
  begunAt: Time,
  /** Name of this machine's key in the keychain, which `vault/device` no longer says once that is gone. */
  device: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
  /** The vault's id; null when its header could not be read. */
  vault: Id.nullable(),
  /** The header was destroyed and looked at: one that is whole later was put back by somebody. */
  headerGone: z.boolean().default(false),
});
export type Begun = z.output<typeof Begun>;

/** What is known of earlier panics. */
export interface JournalReading {
  /** One that was cut off. */
  readonly open: Begun | null;
  /** The last one of level 1 or 2 that ended. */
  readonly last: PanicOutcome | null;
}

/**
 * `panic/journal`: a file of two places that is there before it is needed and is overwritten in place, so that a full disk does not keep a panic
 * from being begun. A place that was torn counts as not written: what follows a place is done only once it is durable.
 */
export interface Journal {
  read(): JournalReading;
  /** Durable when it returns. Throws the system's error. */
  begin(begun: Begun): void;
  /**
   * The panic is over: its outcome first, then its beginning goes, so that no outcome that comes later makes it look cut off. One that is still open
   * stays open when another ends. Durable when it returns. Throws the system's error.
   */
  end(outcome: PanicOutcome): void;
  /** What was begun is not done any more: it is about a vault that is not here. Durable when it returns. Throws the system's error. */
  setAside(): void;
  /** Nothing ever happened: both places are zeros. Throws the system's error. */
  clear(): void;
}

/** Makes the file where there is none. Never throws: on a disk that cannot be written it is tried again when it is needed. */
export function openJournal({ root }: Pick<Home, "root">): Journal {
  const path = join(root, "panic", "journal");
  const write = (place: number, text: string): void => {
    const bytes = Buffer.alloc(PLACE_BYTES);
    if (text !== "" && bytes.write(`${sumOf(text)}${text}`, "utf8") === PLACE_BYTES)
      throw new RangeError("a text that fills its place");
    const fd = openPath(path);
    try {
      writeSync(fd, bytes, 0, PLACE_BYTES, place * PLACE_BYTES);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  };
  const begunNow = (): Begun | null => parseWith(Begun, readPlace(path, PLACES.begun));
  const ended = (): PanicOutcome | null => parseWith(PanicOutcome, readPlace(path, PLACES.done));
  try {
    mkdirSync(join(root, "panic"), { recursive: true, mode: 0o700 });
    if (readPlace(path, PLACES.begun) === null) {
      // Both, so that the disk has given room for both.
      write(PLACES.begun, "");
      write(PLACES.done, "");
    }
  } catch {
    // see above
  }
  return {
    read: () => {
      const begun = begunNow();
      const last = ended();
      return { open: begun !== null && begun.id !== last?.id ? begun : null, last };
    },
    begin: (begun) => {
      write(PLACES.begun, JSON.stringify(begun));
    },
    end: (outcome) => {
      const begun = begunNow();
      // Cut off between the two writes below: the only proof that it ended is what is overwritten now.
      if (begun !== null && begun.id === ended()?.id) write(PLACES.begun, "");
      write(PLACES.done, JSON.stringify(outcome));
      if (begun?.id === outcome.id) write(PLACES.begun, "");
    },
    setAside: () => {
      write(PLACES.begun, "");
    },
    clear: () => {
      write(PLACES.begun, "");
      write(PLACES.done, "");
    },
  };
}

function openPath(path: string): number {
  const noFollow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
  return openSync(path, constants.O_CREAT | constants.O_RDWR | noFollow, 0o600);
}

/** Null when there is no such file; "" for a place that was never written or was torn. */
function readPlace(path: string, place: number): string | null {
  let fd: number;
  try {
    const noFollow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | noFollow);
  } catch {
    return null;
  }
  try {
    const bytes = Buffer.alloc(PLACE_BYTES);
    const count = readSync(fd, bytes, 0, PLACE_BYTES, place * PLACE_BYTES);
    const end = bytes.indexOf(0);
    const whole = bytes.toString("utf8", 0, Math.min(count, end < 0 ? PLACE_BYTES : end));
    const text = whole.slice(SUM_BYTES);
    return sumOf(text) === whole.slice(0, SUM_BYTES) ? text : "";
  } catch {
    return "";
  } finally {
    closeSync(fd);
  }
}

function parseWith<T>(schema: z.ZodType<T>, text: string | null): T | null {
  if (text === null || text === "") return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
