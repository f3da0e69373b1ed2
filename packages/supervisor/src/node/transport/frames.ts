/** Frame types on the unix socket: JSON text or one secret envelope. */
export const FRAME_JSON = 0;
export const FRAME_SECRET = 1;
const HEADER_BYTES = 5;
/** Largest frame that is taken, in bytes: a report with 4,096 tensors is about 1.5 MiB. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

export interface Frame {
  readonly type: number;
  readonly body: Buffer;
}

/** 1 byte type, 4 bytes length (big-endian), body. */
export function encodeFrame(type: number, body: Uint8Array): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + body.length);
  frame.writeUInt8(type, 0);
  frame.writeUInt32BE(body.length, 1);
  frame.set(body, HEADER_BYTES);
  return frame;
}

/**
 * Cuts a byte stream into frames. The other side controls every byte: a length over the cap or an unknown type throws
 * `RangeError`, and the connection is closed.
 */
export function createFrameReader(
  maxBytes: number,
  onFrame: (frame: Frame) => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let have = 0;
  return (chunk) => {
    parts.push(chunk);
    have += chunk.length;
    while (have >= HEADER_BYTES) {
      const first = parts[0];
      const head = first !== undefined && first.length >= HEADER_BYTES ? first : Buffer.concat(parts);
      if (head !== first) parts = [head];
      const length = head.readUInt32BE(1);
      const type = head.readUInt8(0);
      if (length > maxBytes || (type !== FRAME_JSON && type !== FRAME_SECRET))
        throw new RangeError("frame out of bounds");
      if (have < HEADER_BYTES + length) return;
      const all = parts.length === 1 ? head : Buffer.concat(parts);
      onFrame({ type, body: all.subarray(HEADER_BYTES, HEADER_BYTES + length) });
      const rest = all.subarray(HEADER_BYTES + length);
      parts = rest.length > 0 ? [rest] : [];
      have = rest.length;
    }
  };
}
