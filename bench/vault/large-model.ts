import { buildStarterModel, largeStarterModel, serveCasemate, type TestHome } from "@casemate/testkit";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { attach, jobDone, unlock } from "../lib/console.ts";
import { openKeeper } from "./children.ts";
import { takeInFor } from "./sealed-file.ts";

/**
 * Puts an admitted model of about `bytes` into the vault and answers its id. It goes in through intake and keeper, with the papers of the
 * small starter model that was inspected: putting questions to gigabytes of zeros would take minutes.
 */
export async function putLargeModel(home: TestHome, folder: string, bytes: number): Promise<string> {
  await importStarter(home, folder);
  const source = join(folder, "large.gguf");
  writeParts(source, largeStarterModel(bytes));
  const keeper = await openKeeper(home);
  try {
    const { files } = await keeper.client.call("file.list", { after: null });
    const [id, name] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
    const part = join(home.root, "quarantine", `${name}.part`);
    const taken = await takeInFor(source, part, keeper.publicKey);
    const meta = papers(files[0]?.meta ?? "", { id, bytes: taken.bytes, sha256: taken.sha256 });
    const { key, sha256 } = taken;
    await keeper.client.call("file.adopt", { id, name, key, bytes: taken.bytes, sha256, meta, further: [] });
    await keeper.client.call("file.admit", { id, meta });
    return id;
  } finally {
    await keeper.end();
    rmSync(source);
  }
}

async function importStarter(home: TestHome, folder: string): Promise<void> {
  const path = join(folder, "starter.gguf");
  writeFileSync(path, buildStarterModel());
  const served = await serveCasemate(home);
  const client = await attach(home);
  await unlock(client, home);
  await jobDone(client, (await client.call("model.import", { paths: [path] })).jobId);
  client.close();
  await served.stop();
}

/** What the vault keeps beside a model, for another one. */
function papers(meta: string, changes: Record<string, unknown>): string {
  const entry = JSON.parse(meta) as { summary: Record<string, unknown> };
  return JSON.stringify({ ...entry, summary: { ...entry.summary, ...changes } });
}

function writeParts(path: string, parts: readonly Uint8Array[]): void {
  const fd = openSync(path, "wx");
  try {
    for (const part of parts) for (let at = 0; at < part.length;) at += writeSync(fd, part, at);
  } finally {
    closeSync(fd);
  }
}
