import { Baseline, BASELINE_TITLE } from "./baseline.ts";

/** A baseline of 64 cards with all their names is below 200 KiB. */
export const MAX_BASELINE_CHARS = 1024 * 1024;
/** Ed25519 in base64: 32 and 64 bytes. One spelling only: length and padding are fixed, and so are the bits of the last character that carry nothing. */
const SHAPE = new RegExp(
  `^(${BASELINE_TITLE.replace("/", "\\/")}\n([^\n]+)\n)key ([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\nsig ([A-Za-z0-9+/]{85}[AQgw]==)\n$`,
);

/** The key that signs baselines. It lives outside the vault, so that a baseline can be checked while that is locked; whoever starts us fills this in. */
export interface BaselineKey {
  /** 32 bytes of Ed25519 in base64. */
  readonly publicKey: string;
  /** 64 bytes in base64 over the text in UTF-8. */
  sign(text: string): string;
  /** Whether this is that key's signature over the text. False for anything malformed. */
  verify(text: string, signature: string): boolean;
}

/** What a file on the disk turned out to be. `foreign`: whole, but not signed by this key. */
export type ReadBaseline =
  { readonly state: "ok"; readonly baseline: Baseline } | { readonly state: "damaged" | "foreign" };

/** docs/formats/gpu-baseline.md. */
export function writeBaseline(baseline: Baseline, key: BaselineKey): string {
  const signed = `${BASELINE_TITLE}\n${JSON.stringify(Baseline.parse(baseline))}\n`;
  return `${signed}key ${key.publicKey}\nsig ${key.sign(signed)}\n`;
}

/** Checks the signature before anything of the content is read. */
export function readBaseline(text: string, key: BaselineKey): ReadBaseline {
  if (text.length > MAX_BASELINE_CHARS) return { state: "damaged" };
  const [, signed, body, publicKey, signature] = SHAPE.exec(text) ?? [];
  if (signed === undefined || body === undefined || signature === undefined) return { state: "damaged" };
  if (publicKey !== key.publicKey) return { state: "foreign" };
  if (!key.verify(signed, signature)) return { state: "damaged" };
  try {
    const parsed = Baseline.safeParse(JSON.parse(body));
    return parsed.success ? { state: "ok", baseline: parsed.data } : { state: "damaged" };
  } catch {
    return { state: "damaged" };
  }
}
