import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "@casemate/contract";
import { inspectorContract, type InspectionReport } from "@casemate/quarantine";
import { buildGguf, goodGguf, withTensor } from "@casemate/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { createSpawner } from "../node/hosts/spawn-service.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const servicesDir = join(root, "dist", "services");
const folder = mkdtempSync(join(tmpdir(), "inspector-child-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** One file through the real bundle in the strongest box of this machine. */
async function inspect(bytes: Uint8Array): Promise<InspectionReport> {
  const spawner = createSpawner({
    node: process.execPath,
    servicesDir,
    manifest: null,
    nodeModules: join(root, "node_modules"),
  });
  const path = join(folder, "model");
  writeFileSync(path, bytes);
  const fd = openSync(path, "r");
  const child = await spawner.spawn({ id: "inspector", host: "parser-box", fds: [fd], maxHeapMiB: 512 });
  try {
    const client = connect(inspectorContract, child.port);
    return await client.call("inspect.run", {
      files: [{ name: "model.gguf", fd: 3, bytes: bytes.length, keyEnvelope: null, sha256: null }],
      source: { kind: "path", name: "model.gguf" },
      profile: "full",
    });
  } finally {
    await child.kill();
    closeSync(fd);
  }
}

describe.skipIf(!existsSync(join(servicesDir, "inspector.mjs")))("the confined inspector child", () => {
  it("judges a sound file, a damaged one and a pickle", async () => {
    const good = buildGguf(goodGguf());
    const altered = buildGguf(withTensor(goodGguf(), 1, { offset: 0n }));
    const pickle = new TextEncoder().encode("cposix\nsystem\n(Vid\ntR.");
    const verdicts = [];
    for (const bytes of [good, altered, pickle]) verdicts.push((await inspect(bytes)).verdict);
    expect(verdicts).toEqual(["admit", "refuse", "refuse"]);
  });
});
