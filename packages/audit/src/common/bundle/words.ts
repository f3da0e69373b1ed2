import { entropyToMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { toBase64 } from "../note/base64.ts";
import type { Sha256 } from "../tree/hashing.ts";
import type { PublicKeys } from "../chain.ts";

/** The list that the words are from (BIP 39, English), one a line: in the bundle, so that other readers need none of their own. */
export function wordList(): string {
  return `${wordlist.join("\n")}\n`;
}

/** Twelve words for the keys that a log began with: what whoever wrote them down compares. */
export function wordsFor(sha256: Sha256, { log, publicKey, epochKey }: PublicKeys): string {
  const text = `casemate-log-words/v1\n${log}\n${toBase64(publicKey)}\n${toBase64(epochKey)}\n`;
  return entropyToMnemonic(sha256(new TextEncoder().encode(text)).subarray(0, 16), wordlist);
}
