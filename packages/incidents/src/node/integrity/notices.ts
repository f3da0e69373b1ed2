import { watch, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";

/**
 * Asks the operating system to tell when one of some files is written, renamed or removed (inotify, FSEvents, ReadDirectoryChangesW): never when one
 * is read. Where it does not tell, `notified` is false and looking again now and then is all there is.
 */
export class Notices {
  #watchers: FSWatcher[] = [];
  #notified = false;
  #waiting: (() => void)[] = [];
  #touched = false;

  /** True while every file's folder is watched. */
  get notified(): boolean {
    return this.#notified;
  }

  /** Replaces what is watched; paths are absolute. */
  watch(paths: readonly string[]): void {
    this.close();
    const byFolder = Map.groupBy(paths, (path) => dirname(path));
    this.#notified = paths.length > 0;
    for (const [folder, files] of byFolder)
      this.#watchFolder(folder, new Set(files.map((path) => basename(path))));
  }

  /** Answers true when something was touched since the last time it was asked, at once or when it happens; false after `ms`. */
  wait(ms: number): Promise<boolean> {
    if (this.#take()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(end, ms);
      const waiting = this.#waiting;
      function end(): void {
        clearTimeout(timer);
        const at = waiting.indexOf(wake);
        if (at >= 0) waiting.splice(at, 1);
        resolve(false);
      }
      const wake = (): void => {
        clearTimeout(timer);
        resolve(this.#take());
      };
      waiting.push(wake);
    });
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
    this.#notified = false;
  }

  #watchFolder(folder: string, names: ReadonlySet<string>): void {
    try {
      // The folder, not the file: a file that is renamed or replaced takes its own watch with it.
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || names.has(name)) this.#tell();
      });
      watcher.on("error", () => {
        this.#notified = false;
        this.#tell();
      });
      this.#watchers.push(watcher);
    } catch {
      this.#notified = false;
    }
  }

  #tell(): void {
    this.#touched = true;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #take(): boolean {
    const touched = this.#touched;
    this.#touched = false;
    return touched;
  }
}
