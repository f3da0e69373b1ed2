import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";

export const root = join(import.meta.dirname, "..", "..", "..");

/** Bundles the test's own children into a fresh folder that every user may read and write, and answers the folder. */
export async function bundleProbes(...names: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "casemate-confine-"));
  for (const name of names) {
    const bundle = await rolldown({
      input: join(import.meta.dirname, `${name}.ts`),
      platform: "node",
      external: [/^node:/, "koffi"],
      logLevel: "warn",
    });
    await bundle.write({ file: join(folder, `${name}.mjs`), format: "esm", codeSplitting: false });
    await bundle.close();
  }
  chmodSync(folder, 0o777);
  return folder;
}
