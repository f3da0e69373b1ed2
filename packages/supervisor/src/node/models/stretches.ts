import { Readable } from "node:stream";

/** Hands out a stream that holds several files one after another, file by file. */
export interface Stretches {
  /** The next `bytes` of it. With null all that is left: more than was announced is then noticed by whoever reads. */
  next(bytes: number | null): Readable;
}

/** Each stretch must have been read to its end, or be given up together with the stream, before the next is asked for. */
export function stretchesOf(stream: Readable): Stretches {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer | null = null;
  async function* read(bytes: number | null): AsyncGenerator<Buffer> {
    for (let left = bytes ?? Number.POSITIVE_INFINITY; left > 0;) {
      const chunk: Buffer | null = rest ?? (await nextOf(chunks));
      rest = null;
      if (chunk === null) return;
      if (chunk.length > left) rest = chunk.subarray(left);
      const part = chunk.length > left ? chunk.subarray(0, left) : chunk;
      left -= part.length;
      yield part;
    }
  }
  return { next: (bytes) => Readable.from(read(bytes), { objectMode: false }) };
}

async function nextOf(chunks: AsyncIterator<Buffer>): Promise<Buffer | null> {
  const step = await chunks.next();
  return step.done === true ? null : step.value;
}
