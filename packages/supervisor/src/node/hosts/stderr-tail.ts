import type { Readable } from "node:stream";

/** What is kept of a child's error output, in bytes: enough for the end of a stack trace, too little to carry a document away. */
const TAIL_BYTES = 4096;

/** Reads a stream to its end and keeps the last 4 KiB. Control characters are replaced: the text is shown in terminals and logs. */
export function keepTail(stream: Readable): () => string {
  let tail = Buffer.alloc(0);
  stream.on("error", () => undefined);
  stream.on("data", (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
  });
  return () => tail.toString("utf8").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "?");
}
