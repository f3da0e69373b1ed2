/** Bytes of the id at the start of every secret frame. */
export const SECRET_ID_BYTES = 16;

/** 16-byte secret id, then the envelope: the only binary frame there is. Throws `RangeError` when the id is not 32 hex digits. */
export function secretFrame(secretId: string, envelope: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(SECRET_ID_BYTES + envelope.length);
  frame.set(fromHex(secretId), 0);
  frame.set(envelope, SECRET_ID_BYTES);
  return frame;
}

function fromHex(hex: string): Uint8Array {
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new RangeError("secret id is not 32 hexadecimal digits");
  return Uint8Array.from({ length: SECRET_ID_BYTES }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
}

/** Decodes standard base64. Throws when it is malformed. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** A text frame as a message; null when it is not JSON (dropped: it is not addressable). */
export function parseFrame(data: unknown): unknown {
  if (typeof data !== "string") return null;
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
