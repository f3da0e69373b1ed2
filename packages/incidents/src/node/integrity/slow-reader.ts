import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { markOf } from "./look-at.ts";

/** Read at a time; more gains nothing and would hold up an answer. */
const PIECE_BYTES = 1024 * 1024;

/** How a step ended: more to come, read whole, or not readable, or touched while it was read. */
export type Step =
  | { readonly state: "more" }
  | { readonly state: "whole"; readonly mark: string; readonly sha256: string; readonly bytes: number }
  | { readonly state: "failed" };

/** Reads one file over many steps, so that a large model never costs more than a step's share at once. */
export class SlowReader {
  readonly #path: string;
  readonly #hash: Hash = createHash("sha256");
  #handle: FileHandle | null = null;
  #mark = "";
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads at most `budget` bytes more. Answers what it read and how it stands; after anything but "more" it is closed. */
  async step(budget: number): Promise<{ read: number; step: Step }> {
    let read = 0;
    try {
      const handle = await this.#open();
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, Math.max(1, budget)));
      while (read < budget) {
        const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, budget - read), null);
        if (bytesRead === 0) return { read, step: await this.#finish(handle) };
        this.#hash.update(piece.subarray(0, bytesRead));
        read += bytesRead;
        this.#bytes += bytesRead;
      }
      return { read, step: { state: "more" } };
    } catch {
      await this.close();
      return { read, step: { state: "failed" } };
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close().catch(() => undefined);
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle) return this.#handle;
    const { O_RDONLY, O_NONBLOCK } = constants;
    const noFollow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
    // A link or a pipe that was put in the file's place a moment ago must not be followed, nor waited for.
    this.#handle = await open(this.#path, O_RDONLY | noFollow | O_NONBLOCK);
    const stat = await this.#handle.stat({ bigint: true });
    if (!stat.isFile()) throw new Error("not a file");
    this.#mark = markOf(stat);
    return this.#handle;
  }

  /** A file that was touched while it was read was perhaps never what was hashed. */
  async #finish(handle: FileHandle): Promise<Step> {
    const mark = markOf(await handle.stat({ bigint: true }));
    await this.close();
    return mark === this.#mark
      ? { state: "whole", mark, sha256: this.#hash.digest("hex"), bytes: this.#bytes }
      : { state: "failed" };
  }
}
