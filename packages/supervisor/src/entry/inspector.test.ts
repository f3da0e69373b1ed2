import { closeSync, existsSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect, RpcError, type Client } from "@casemate/contract";
import { inspectorContract, type InspectionReport } from "@casemate/quarantine";
import { buildGguf, GGML_TYPE, goodGguf, withTensor } from "@casemate/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { processIsGone } from "../node/hosts/process-gone.ts";
import { createSpawner } from "../node/hosts/spawn-service.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const servicesDir = join(root, "dist", "services");
const folder = mkdtempSync(join(tmpdir(), "inspector-child-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Child {
  readonly client: Client<typeof inspectorContract>;
  readonly pid: number;
  readonly run: () => Promise<InspectionReport>;
  readonly kill: () => Promise<void>;
}

/** The real bundle in the strongest box of this machine, with one file of `size` bytes: `bytes`, and zeros behind them. */
async function withInspector<T>(
  bytes: Uint8Array,
  use: (child: Child) => Promise<T>,
  size = bytes.length,
): Promise<T> {
  const spawner = createSpawner({
    node: process.execPath,
    servicesDir,
    manifest: null,
    nodeModules: join(root, "node_modules"),
  });
  const path = join(folder, "model");
  writeFileSync(path, bytes);
  truncateSync(path, size);
  const fd = openSync(path, "r");
  const child = await spawner.spawn({ id: "inspector", host: "parser-box", fds: [fd], maxHeapMiB: 512 });
  const client = connect(inspectorContract, child.port);
  const run = (): Promise<InspectionReport> =>
    client.call("inspect.run", {
      files: [{ name: "model.gguf", fd: 3, bytes: size, keyEnvelope: null, sha256: null }],
      source: { kind: "path", name: "model.gguf" },
      profile: "full",
    });
  try {
    return await use({ client, pid: child.pid, run, kill: () => child.kill() });
  } finally {
    await child.kill();
    closeSync(fd);
  }
}

/** A large model of zeros that stand nowhere on the disk: hashing it takes longer than stopping. */
function largeHeader(): { bytes: Uint8Array; size: number } {
  const elements = 2 ** 27;
  const data = new Uint8Array(0);
  const tensor = { name: "blk.0.ffn_up.weight", dims: [BigInt(elements)], type: GGML_TYPE.F32.id, data };
  const bytes = buildGguf({ ...goodGguf(), tensors: [tensor] });
  return { bytes, size: bytes.length + elements * 4 };
}

describe.skipIf(!existsSync(join(servicesDir, "inspector.mjs")))("the confined inspector child", () => {
  it("judges a sound file, a damaged one and a pickle", async () => {
    const good = buildGguf(goodGguf());
    const altered = buildGguf(withTensor(goodGguf(), 1, { offset: 0n }));
    const pickle = new TextEncoder().encode("cposix\nsystem\n(Vid\ntR.");
    const verdicts = [];
    for (const bytes of [good, altered, pickle])
      verdicts.push((await withInspector(bytes, ({ run }) => run())).verdict);
    expect(verdicts).toEqual(["admit", "refuse", "refuse"]);
  });

  it.each(["source", "format", "identity", "provenance", "content", "weights", "behaviour"] as const)(
    "leaves nothing running when it is stopped in stage %s",
    async (stage) => {
      const { bytes, size } = largeHeader();
      const outcome = await withInspector(
        bytes,
        async ({ client, pid, run, kill }) => {
          const reached = new Promise<void>((resolve) => {
            client.on("inspect.progress", (event) => {
              if (event.stage === stage) resolve();
            });
          });
          const ended = run().then(
            () => "ended",
            (error: unknown) => (error instanceof RpcError ? error.code : "unknown"),
          );
          await reached;
          await kill();
          return { gone: processIsGone(pid), ended: await ended };
        },
        size,
      );
      expect(outcome.gone).toBe(true);
      // The last stages are over at once: the answer may have left before the child was stopped.
      if (["source", "format", "identity"].includes(stage)) expect(outcome.ended).toBe("closed");
      else expect(["closed", "ended"]).toContain(outcome.ended);
    },
  );
});
