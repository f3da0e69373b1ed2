import { sealEnvelope, type SecretPurpose } from "@casemate/contract";
import { call, sendSecret } from "../state/connection.ts";
import { fromBase64 } from "../transport/framing.ts";

/** What carries a passphrase: the console's connection, or the approval document's own. */
export interface SecretChannel {
  begin(purpose: SecretPurpose): Promise<{ secretId: string; publicKey: string }>;
  send(secretId: string, envelope: Uint8Array): void;
}

/** A key child that waits for a passphrase is used within this time, in ms; the console ends an unused one after two minutes. */
const FRESH_MS = 100_000;

interface Prepared {
  readonly at: number;
  readonly begun: ReturnType<SecretChannel["begin"]>;
}

let prepared: Prepared | null = null;

/** Starts the key child for unlocking while the person still types: its start is then not waited for. */
export function prepareUnlock(): void {
  if (prepared !== null && performance.now() - prepared.at < FRESH_MS) return;
  const begun = call("secret.begin", { purpose: "unlock" });
  prepared = { at: performance.now(), begun };
  begun.catch(() => {
    prepared = null; // tried again with the passphrase, where a failure is told
  });
}

export const consoleChannel: SecretChannel = {
  begin: (purpose) => {
    const ready = purpose === "unlock" ? prepared : null;
    if (ready !== null) prepared = null;
    const fresh = ready !== null && performance.now() - ready.at < FRESH_MS;
    return fresh ? ready.begun : call("secret.begin", { purpose });
  },
  send: sendSecret,
};

/**
 * Takes the passphrase out of a field, clears the field at once and sends it, encrypted to the one-shot key child. Answers the id that the next
 * call names. The bytes are wiped; the field's string cannot be, which is why the page is reloaded on lock.
 */
export async function sendPassphrase(
  field: HTMLInputElement,
  purpose: SecretPurpose,
  channel: SecretChannel,
): Promise<string> {
  // NFC: the same passphrase typed on another keyboard or system gives the same bytes.
  const text = field.value.normalize("NFC");
  field.value = "";
  return sendSecretText(text, purpose, channel);
}

/** The same for a secret that the page made itself. */
export async function sendSecretText(
  text: string,
  purpose: SecretPurpose,
  channel: SecretChannel,
): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  try {
    const { secretId, publicKey } = await channel.begin(purpose);
    channel.send(secretId, await sealEnvelope(fromBase64(publicKey), bytes, "passphrase"));
    return secretId;
  } finally {
    bytes.fill(0);
  }
}
