import { sealEnvelope, type SecretPurpose } from "@casemate/contract";
import { call, sendSecret } from "../state/connection.ts";
import { fromBase64 } from "../transport/framing.ts";

/** What carries a passphrase: the console's connection, or the approval document's own. */
export interface SecretChannel {
  begin(purpose: SecretPurpose): Promise<{ secretId: string; publicKey: string }>;
  send(secretId: string, envelope: Uint8Array): void;
}

export const consoleChannel: SecretChannel = {
  begin: (purpose) => call("secret.begin", { purpose }),
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
