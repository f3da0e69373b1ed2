import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A real model beside the checkout, or null: then the self-made one is used. */
export function sharedModel(name: string): string | null {
  const path = join(process.env["CASEMATE_TEST_MODELS"] ?? join(root, "..", "shared", "models"), name);
  return existsSync(path) ? path : null;
}
