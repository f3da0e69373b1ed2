import type { IntegrityChange } from "@casemate/contract";
import { join } from "node:path";
import {
  assess,
  type Assessment,
  type ChangeKind,
  type Look,
  type Reading,
} from "../../common/integrity/assess.ts";
import { MAX_TOLD, type ScanResult } from "../../common/integrity/monitor-contract.ts";
import { readingOrder } from "../../common/integrity/queue.ts";
import { keyOf, type WatchedFile, type WatchedGroup } from "../../common/integrity/watched.ts";
import { lookAt } from "./look-at.ts";
import { Notices } from "./notices.ts";
import { SlowReader } from "./slow-reader.ts";

/** Names looked at side by side: enough to keep the disk busy, few enough to leave the thread pool to others. */
const AT_ONCE = 8;

interface Entry {
  readonly file: WatchedFile;
  readonly path: string;
}

/** Looks at every watched file, and reads those that have to be read, a little at each scan. */
export class Monitor {
  /** Milliseconds on a clock that only runs forward. */
  readonly #now: () => number;
  #entries = new Map<string, Entry>();
  readonly #readings = new Map<string, Reading>();
  /** The file that is being read over several scans. */
  #open: { readonly key: string; readonly reader: SlowReader } | null = null;
  readonly #notices = new Notices();
  #last: Promise<unknown> = Promise.resolve();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Replaces what is watched. Readings are kept: a path stands for the same file as before unless its mark says otherwise. */
  async watch(
    folders: Partial<Record<WatchedGroup, string>>,
    files: readonly WatchedFile[],
  ): Promise<number> {
    return this.#inTurn(async () => {
      this.#entries = new Map(
        files.flatMap((file) => {
          const folder = folders[file.group];
          return folder === undefined
            ? []
            : [[keyOf(file), { file, path: join(folder, file.path) }] as const];
        }),
      );
      for (const key of this.#readings.keys()) if (!this.#entries.has(key)) this.#readings.delete(key);
      if (this.#open && !this.#entries.has(this.#open.key)) await this.#stopReading();
      this.#notices.watch(
        [...this.#entries.values()].flatMap(({ file, path }) => (file.group === "canaries" ? [path] : [])),
      );
      return this.#entries.size;
    });
  }

  /** Reads at most about `budgetBytes`. Scans do not overlap. */
  scan(budgetBytes: number): Promise<ScanResult> {
    return this.#inTurn(() => this.#scan(budgetBytes));
  }

  /** Answers true as soon as the system says that a canary was touched, false after `ms`. */
  touched(ms: number): Promise<boolean> {
    return this.#notices.wait(ms);
  }

  /** Ends what is open: the reading under way, and the system's notices. */
  async close(): Promise<void> {
    this.#notices.close();
    await this.#stopReading();
  }

  async #stopReading(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.reader.close();
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run, run);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #scan(budgetBytes: number): Promise<ScanResult> {
    const started = this.#now();
    const looks = await this.#lookAtAll();
    const before = this.#assessAll(looks);
    const read = await this.#readSome(before, budgetBytes);
    // What was just read is judged by the look from before: a mark that differs by now stays unread.
    const states = this.#assessAll(looks);
    const changes = [...states].flatMap(([key, state]) => this.#change(key, state));
    const count = (wanted: Assessment["state"]): number =>
      [...states.values()].filter(({ state }) => state === wanted).length;
    return {
      intact: count("intact"),
      unread: count("unread"),
      unreadable: count("unreadable"),
      unreadModels: [...states].filter(([key, { state }]) => state === "unread" && this.#isModel(key)).length,
      changes: changes.slice(0, MAX_TOLD),
      changed: changes.length,
      learnt: this.#learnt(states),
      notified: this.#notices.notified,
      readBytes: read,
      ms: this.#now() - started,
    };
  }

  async #lookAtAll(): Promise<Map<string, Look>> {
    const looks = new Map<string, Look>();
    const left = this.#entries.entries();
    const worker = async (): Promise<void> => {
      for (const [key, { path }] of left) looks.set(key, await lookAt(path));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return looks;
  }

  #assessAll(looks: ReadonlyMap<string, Look>): Map<string, Assessment> {
    return new Map(
      [...this.#entries].map(([key, { file }]) => [
        key,
        assess(file, looks.get(key) ?? { kind: "unreadable" }, this.#readings.get(key)),
      ]),
    );
  }

  async #readSome(states: ReadonlyMap<string, Assessment>, budgetBytes: number): Promise<number> {
    const waiting = [...states].map(([key, { state }]) => ({ key, state, reading: this.#readings.get(key) }));
    const order = readingOrder(waiting, this.#now());
    const open = this.#open?.key;
    if (open !== undefined && !order.includes(open)) await this.#stopReading();
    const queue = inOrder(order, open, (key) => this.#isTouched(key, states));
    let read = 0;
    for (const key of queue) {
      if (read >= budgetBytes) break;
      read += await this.#read(key, budgetBytes - read);
    }
    return read;
  }

  #isModel(key: string): boolean {
    return this.#entries.get(key)?.file.group === "models";
  }

  #isTouched(key: string, states: ReadonlyMap<string, Assessment>): boolean {
    return this.#readings.has(key) && states.get(key)?.state === "unread";
  }

  async #read(key: string, budget: number): Promise<number> {
    const path = this.#entries.get(key)?.path;
    if (path === undefined) return 0;
    if (this.#open?.key !== key) {
      await this.#stopReading();
      this.#open = { key, reader: new SlowReader(path) };
    }
    const { read, step } = await this.#open.reader.step(budget);
    if (step.state !== "more") this.#open = null;
    if (step.state === "whole")
      this.#readings.set(key, { mark: step.mark, sha256: step.sha256, at: this.#now() });
    return read;
  }

  #change(key: string, assessment: Assessment): IntegrityChange[] {
    const file = this.#entries.get(key)?.file;
    const kind = CHANGED.get(assessment.state);
    if (!file || kind === undefined || !("bytes" in assessment)) return [];
    const { group, path, sha256: expected } = file;
    return [{ group, path, kind, expected, found: assessment.sha256, bytes: assessment.bytes }];
  }

  #learnt(states: ReadonlyMap<string, Assessment>): ScanResult["learnt"] {
    return [...states]
      .flatMap(([key, { state }]) => {
        const file = this.#entries.get(key)?.file;
        const reading = this.#readings.get(key);
        if (file?.sha256 !== null || state !== "intact" || !reading) return [];
        const { group, path } = file;
        return [{ group, path, bytes: Number(reading.mark.split(":")[2]), sha256: reading.sha256 }];
      })
      .slice(0, MAX_TOLD);
  }
}

/** What was begun is ended first, unless something was touched: that is more urgent than anything. */
function inOrder(
  order: readonly string[],
  open: string | undefined,
  isTouched: (key: string) => boolean,
): readonly string[] {
  if (open === undefined || !order.includes(open) || isTouched(order[0] ?? open)) return order;
  return [open, ...order.filter((key) => key !== open)];
}

const CHANGED = new Map<Assessment["state"], ChangeKind>([
  ["changed", "changed"],
  ["missing", "missing"],
  ["replaced", "replaced"],
]);
