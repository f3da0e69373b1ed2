/** Characters of a canary that carry no information, so that "ab-12" and "AB 12" are the same secret. */
const SEPARATORS = /[\s\-_.:,;/]+/g;

/** Whether the text contains the secret plainly, spelled apart, reversed, in hexadecimal or in base64. */
export function revealsSecret(text: string, secret: string): boolean {
  const plain = secret.replace(SEPARATORS, "").toLowerCase();
  const spelled = text.replace(SEPARATORS, "").toLowerCase();
  const forms = [plain, [...plain].reverse().join(""), ...[secret, secret.toLowerCase()].map(hexadecimal)];
  if (forms.some((form) => spelled.includes(form))) return true;
  return base64Forms(secret).some((form) => text.includes(form));
}

function hexadecimal(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Base64 of a text differs with its position modulo 3 in the encoded whole; the certain middle of each is looked for. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = btoa("\0".repeat(shift) + secret);
    const firstCertain = Math.ceil((shift * 4) / 3);
    const lastCertain = Math.floor(((shift + secret.length) * 4) / 3);
    return encoded.slice(firstCertain, lastCertain);
  });
}
