import type { Isolation, Port } from "@casemate/contract";
import type { Writable } from "node:stream";
import type { Host } from "../confinement/isolation.ts";
import type { Inherited } from "./box.ts";

export interface ServiceSpec {
  /** Names the bundle: "keeper" is `services/keeper.mjs`. */
  readonly id: string;
  readonly host: Host;
  /**
   * Descriptors of ours that the child gets as 3, 4, …; "pipe" makes a new pipe whose end is `handle.pipe(n)`. The child gets its own
   * copies: close yours when `spawn` has answered. Its IPC channel is on the next number.
   */
  readonly fds?: readonly Inherited[];
  /** The whole environment: nothing is inherited. Never a secret: it is readable in /proc. */
  readonly env?: Readonly<Record<string, string>>;
  /** Symbolic links that a box has besides, to what was handed over. */
  readonly links?: readonly { readonly at: string; readonly to: string }[];
  /** JavaScript heap, MiB. In a parser box everything else the process allocates is limited too. */
  readonly maxHeapMiB?: number;
  /** Folders outside that a box sees read-only. Those in `node_modules` appear under `/app/node_modules`. */
  readonly readOnlyDirs?: readonly string[];
  /** Files beside the bundle that the child reads and puts to work: compared like the bundle before it is started. */
  readonly files?: readonly string[];
}

export interface ServiceHandle {
  /** As seen from outside, also for a process in a PID namespace. */
  readonly pid: number;
  readonly port: Port;
  readonly isolation: Isolation;
  /** Never rejects. A box has ended when everything in it has. */
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  /** The last 4 KiB of the child's error output. */
  readonly stderrTail: () => string;
  /** The same when all of it was read: after the end of the child. Never rejects. */
  readonly lastWords: () => Promise<string>;
  /** Our end of a "pipe" in `fds`, by the number the child sees. Throws RangeError for any other number. */
  pipe(fd: number): Writable;
  /** SIGKILL to the service and everything it started. Answers when all of it is gone. */
  kill(): Promise<void>;
}
