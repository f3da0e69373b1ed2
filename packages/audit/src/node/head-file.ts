import { encodePlaces, openSlotFile } from "./slot-file.ts";

/** Where the log ends at the moment, written outside the database after every record and not flushed. */
export interface RunningHead {
  readonly log: string;
  readonly size: number;
  /** The code of the last record, 64 hexadecimal digits. */
  readonly code: string;
}

const TITLE = "casemate-ledger-head/v2";
/** Two places for checkpoints, by turns, flushed with each; one for the running head. */
const PLACES = 3;
const RUNNING = 2;
const SHAPE =
  /^casemate-ledger-head\/v2\nlog ([0-9a-f]{32})\nsize ([1-9][0-9]{0,14})\ncode ([0-9a-f]{64})\n$/;

export interface HeadFile {
  readonly fd: number;
  /** The texts in the two places for checkpoints: null when never written. */
  checkpoints(): readonly (string | null)[];
  /** Null when the place holds none: a power cut may have torn it, since it is not flushed. */
  running(): RunningHead | null;
  /** Durable when it returns. Throws the system's error. */
  writeCheckpoint(epoch: number, note: string): void;
  writeRunning(head: RunningHead): void;
  close(): void;
}

/** A whole new file: the first checkpoint and where the log ends. */
export function encodeHeadFile(epoch: number, note: string, head: RunningHead): Buffer {
  const texts: (string | null)[] = [null, null, encode(head)];
  texts[epoch % 2] = note;
  return encodePlaces(texts);
}

export function openHeadFile(path: string): HeadFile {
  const file = openSlotFile(path, PLACES);
  return {
    fd: file.fd,
    checkpoints: () => file.read().slice(0, RUNNING),
    running: () => decode(file.read()[RUNNING] ?? ""),
    writeCheckpoint: (epoch, note) => {
      file.write(epoch % 2, note);
      file.flush();
    },
    writeRunning: (head) => {
      file.write(RUNNING, encode(head));
    },
    close: () => {
      file.close();
    },
  };
}

function encode({ log, size, code }: RunningHead): string {
  return `${TITLE}\nlog ${log}\nsize ${String(size)}\ncode ${code}\n`;
}

function decode(text: string): RunningHead | null {
  const [, log = "", size = "", code = ""] = SHAPE.exec(text) ?? [];
  return log === "" ? null : { log, size: Number(size), code };
}
