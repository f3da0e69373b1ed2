import { RpcError } from "@casemate/contract";

/**
 * The bytes, encrypted to age recipients ("age1…", X25519): an age v1 file. The library is loaded here and nowhere else, when somebody asks for
 * it. Throws `bad_recipient`.
 */
export async function encryptTo(recipients: readonly string[], bytes: Uint8Array): Promise<Uint8Array> {
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new RpcError(
        "bad_recipient",
        "A recipient is no age key. It begins with age1 and has 62 characters.",
      );
    }
  }
  return encrypter.encrypt(bytes);
}
