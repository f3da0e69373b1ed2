import type { TestHome } from "@casemate/testkit";
import type { KdfParams } from "@casemate/vault";
import { argon2id, hash } from "argon2";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { diskFs } from "../../packages/vault/src/node/disk-fs.ts";
import { readHeader } from "../../packages/vault/src/node/header-file.ts";
import { KeyMemory } from "../../packages/vault/src/node/key-memory.ts";
import { headerPath } from "../../packages/vault/src/node/load-index.ts";
import { openContainer } from "../../packages/vault/src/node/open-container.ts";
import type { RecordEntry } from "../../packages/vault/src/node/vault-index.ts";

export interface Filled {
  /** Milliseconds of the one commit. */
  readonly commitMs: number;
  readonly ids: readonly string[];
}

/**
 * Gives a vault `count` more conversations in one commit; one after the other would take hours. Their objects are empty files: nothing that
 * is measured opens one. Throws when the vault does not take so many.
 */
export async function fill(home: TestHome, count: number): Promise<Filled> {
  const header = readHeader(diskFs, headerPath(home.root));
  if (header.state !== "ok") throw new Error("the vault cannot be read");
  const derived = await derive(home.passphrase, header.newest.kdf);
  const keys = new KeyMemory();
  const opened = openContainer({ fs: diskFs, home: home.root, keys }, derived);
  if (opened.result !== "unlocked") throw new Error("the vault does not open");
  const added = Array.from({ length: count }, (_, index) => conversation(index, keys));
  for (const { object } of added) closeSync(openSync(join(home.root, "vault", object), "wx", 0o600));
  const started = performance.now();
  opened.container.commit((index) => ({
    ...index,
    records: new Map([...index.records, ...added.map((entry): [string, RecordEntry] => [entry.id, entry])]),
  }));
  return { commitMs: performance.now() - started, ids: added.map(({ id }) => id) };
}

/** What the console keeps of a conversation. */
function conversation(index: number, keys: KeyMemory): RecordEntry {
  const id = randomBytes(16).toString("hex");
  const summary = {
    id,
    title: `What did we say about the ${String(index)}th of these things, and why?`,
    modelId: "0".repeat(32),
    modelName: "a-model-of-some-7b-instruct-q4_k_m",
    updatedAt: new Date(1.7e12 + index * 1000).toISOString(),
    messages: 12,
  };
  return {
    id,
    kind: "chat",
    meta: JSON.stringify(summary),
    bytes: 20_000,
    object: randomBytes(16).toString("hex"),
    key: keys.hold(randomBytes(32)),
  };
}

/** argon2id with the vault's own parameters. */
export function derive(passphrase: string, kdf: KdfParams): Promise<Buffer> {
  return hash(passphrase, {
    type: argon2id,
    raw: true,
    hashLength: 32,
    salt: Buffer.from(kdf.salt, "base64"),
    memoryCost: kdf.memoryKiB,
    timeCost: kdf.passes,
    parallelism: kdf.lanes,
  });
}
