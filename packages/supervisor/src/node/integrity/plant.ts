import { CANARY_BYTES, canaryText, canaryToken, type WatchedFile } from "@casemate/incidents";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { writeWhole } from "../whole-file.ts";

/** Names that look worth taking, in the two folders that hold what is. Neither the vault nor intake touches names of this kind. */
const PLACES = ["vault/recovery-key.txt", "quarantine/recovery-key.txt"] as const;

/** Where traps are, whether they are there or not. */
export function canaryPaths(root: string): string[] {
  return PLACES.map((path) => join(root, path));
}

/** Puts fresh traps in their places, over whatever stands there. Throws the system's error. */
export function plantCanaries(root: string): WatchedFile[] {
  return PLACES.map((path) => {
    const text = canaryText(canaryToken(randomBytes(CANARY_BYTES)));
    writeWhole(join(root, path), text);
    const sha256 = createHash("sha256").update(text).digest("hex");
    return { group: "canaries" as const, path, bytes: Buffer.byteLength(text), sha256 };
  });
}
