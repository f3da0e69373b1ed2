import { readdirSync, readFileSync, statSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { expect, person, test } from "./support/journey.ts";

const GIBIBYTE = 1024 ** 3;
const CHUNK = 1024 * 1024;
/** Stands at the start of every megabyte of the file; found anywhere outside the source, it is plaintext on the disk. */
const MARK = Buffer.from("casemate-plaintext-mark-7f3a");

test("a dropped gigabyte leaves no plaintext behind", async ({ page, world }) => {
  const folder = mkdtempSync(join(tmpdir(), "casemate-drop-"));
  const source = join(folder, "big.bin");
  await writeMarked(source, GIBIBYTE);
  const watched = [world.home.root, tmpdir()].map(watchForMarks);
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Models");

  await she.chooses(source);
  // Not a model: it is refused by what it is, after every byte was read.
  const row = page.getByRole("listitem").filter({ hasText: "big" }).first();
  await expect(row.getByText("Refused")).toBeVisible({ timeout: 120_000 });
  const seen = watched.flatMap((one) => one.stop());
  rmSync(folder, { recursive: true });
  expect([seen.filter((path) => !path.startsWith(folder)), marksBelow(world.home.root)]).toEqual([[], []]);
});

async function writeMarked(path: string, bytes: number): Promise<void> {
  const chunk = Buffer.alloc(CHUNK);
  chunk.set(MARK);
  const out = createWriteStream(path);
  for (let at = 0; at < bytes; at += CHUNK) if (!out.write(chunk)) await once(out, "drain");
  out.end();
  await once(out, "close");
}

/** Looks into every file that appears or changes below a folder while it is watched. */
function watchForMarks(folder: string): { stop: () => string[] } {
  const found = new Set<string>();
  const watcher = watch(folder, { recursive: false }, (_event, name) => {
    if (name !== null && holdsMark(join(folder, name))) found.add(join(folder, name));
  });
  return {
    stop: () => {
      watcher.close();
      return [...found];
    },
  };
}

function marksBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(holdsMark);
}

/** Only the beginning is looked at: the mark stands at the start of every megabyte. */
function holdsMark(path: string): boolean {
  try {
    return (
      statSync(path).isFile() &&
      readFileSync(path)
        .subarray(0, 4 * CHUNK)
        .includes(MARK)
    );
  } catch {
    return false;
  }
}
