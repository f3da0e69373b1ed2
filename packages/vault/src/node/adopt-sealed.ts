import type { In, Recipient } from "@casemate/contract";
import type { keeperContract, StoredFile } from "../common/keeper-contract.ts";
import type { Container } from "./container.ts";
import { withSecrets } from "./envelopes.ts";
import { adoptFiles } from "./vault-files.ts";

/** Opens the keys of a model's files and takes the files over. `open` is asked once all keys are there. Throws like `adoptFiles`, and `bad_envelope`. */
export function adoptSealed(
  recipient: Recipient,
  open: () => Container,
  { further, ...first }: In<(typeof keeperContract)["file.adopt"]>,
): Promise<StoredFile> {
  const files = [first, ...further];
  const envelopes = files.map(({ key }) => key);
  return withSecrets(recipient, envelopes, "file-key", (keys) => {
    const adoptions = files.flatMap((file, index) => {
      const key = keys[index];
      return key ? [{ ...file, key }] : [];
    });
    return adoptFiles(open(), adoptions);
  });
}
