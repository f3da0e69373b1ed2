import { createHash } from "node:crypto";
import { Worker, type MessagePort } from "node:worker_threads";

/** Work for the thread: the first bytes of a piece. */
interface Task {
  readonly piece: number;
  readonly bytes: number;
}

/** SHA-256 on a thread of its own: it takes twice as long as decrypting, and both cannot share one core without adding up. */
export interface HashThread {
  /** Memory that both threads see. A piece may be filled again once `add` of it was answered. */
  readonly pieces: readonly Buffer[];
  /** Hashes the first `bytes` bytes of a piece. In the order of the calls. Rejects when the thread ended. */
  add(piece: number, bytes: number): Promise<void>;
  /** The digest of everything, in hexadecimal. Ends the thread. */
  digest(): Promise<string>;
  /** Wipes the pieces and ends the thread. */
  end(): Promise<void>;
}

/** Starts the thread from `file`, a program that calls `runHashThread`. */
export function startHashThread(file: URL, count: number, pieceBytes: number): HashThread {
  const shared = Array.from({ length: count }, () => new SharedArrayBuffer(pieceBytes));
  const pieces = shared.map((memory) => Buffer.from(memory));
  const worker = new Worker(file, { workerData: shared });
  const waiting: PromiseWithResolvers<string>[] = [];
  const fail = (error: Error): void => {
    waiting.splice(0).forEach(({ reject }) => {
      reject(error);
    });
  };
  worker.on("message", (answer: string) => waiting.shift()?.resolve(answer));
  worker.on("error", fail);
  worker.on("exit", () => {
    fail(new Error("the hashing thread ended"));
  });
  const ask = (task: Task | null): Promise<string> => {
    const answer = Promise.withResolvers<string>();
    waiting.push(answer);
    worker.postMessage(task);
    return answer.promise;
  };
  return {
    pieces,
    add: async (piece, bytes) => {
      await ask({ piece, bytes });
    },
    digest: () => ask(null),
    end: async () => {
      pieces.forEach((piece) => piece.fill(0));
      await worker.terminate();
    },
  };
}

/** The thread's side: `port` is its parent's, `shared` what it was started with. */
export function runHashThread(port: MessagePort, shared: readonly SharedArrayBuffer[]): void {
  const pieces = shared.map((memory) => Buffer.from(memory));
  const hash = createHash("sha256");
  port.on("message", (task: Task | null) => {
    if (task === null) {
      port.postMessage(hash.digest("hex"));
      return;
    }
    const piece = pieces[task.piece];
    if (!piece) throw new RangeError("There is no such piece.");
    hash.update(piece.subarray(0, task.bytes));
    port.postMessage("");
  });
}
