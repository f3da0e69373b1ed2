import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, portPair, sealEnvelope, type Client, type StageResult } from "@casemate/contract";
import { CORPUS, buildGguf, f32Tensor, goodGguf } from "@casemate/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bytesSource } from "../common/byte-source.ts";
import { inspectorContract, type InspectedFile } from "../common/inspector-contract.ts";
import { runInspector, type SealedFile } from "../node/inspector.ts";

const good = buildGguf(goodGguf());
const KEY = new Uint8Array(32).fill(7);
let folder: string;
let fds: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "inspector-"));
  fds = [];
});

afterEach(() => {
  fds.forEach(closeSync);
  rmSync(folder, { recursive: true });
});

function fileOf(bytes: Uint8Array, flags = "r"): number {
  const path = join(folder, `file${String(fds.length)}`);
  writeFileSync(path, bytes);
  const fd = openSync(path, flags);
  fds.push(fd);
  return fd;
}

/** Stands where the vault's reader stands: opens only with the right key, and notices altered bytes. */
function sealed(plaintext: Uint8Array): {
  open: (fd: number, key: Uint8Array) => SealedFile;
  closed: () => number;
} {
  let closed = 0;
  return {
    open: (_fd, key) => {
      if (key.some((byte) => byte !== 7)) throw new Error("wrong key");
      return { ...bytesSource(plaintext), close: () => closed++ };
    },
    closed: () => closed,
  };
}

function start(
  open: (fd: number, key: Uint8Array) => SealedFile = sealed(good).open,
): Client<typeof inspectorContract> {
  const [inside, outside] = portPair();
  runInspector({ port: inside, openSealedFile: open });
  return connect(inspectorContract, outside);
}

function input(files: InspectedFile[]): Parameters<Client<typeof inspectorContract>["call"]>[1] & {
  files: InspectedFile[];
  source: { kind: "path"; name: string };
  profile: "full";
} {
  return { files, source: { kind: "path", name: "model.gguf" }, profile: "full" };
}

const plain = (fd: number, bytes: number, name = "model.gguf"): InspectedFile => ({
  name,
  fd,
  bytes,
  keyEnvelope: null,
  sha256: null,
});

async function envelope(client: Client<typeof inspectorContract>, key: Uint8Array): Promise<string> {
  const { publicKey } = await client.call("inspect.hello", {});
  return Buffer.from(await sealEnvelope(Buffer.from(publicKey, "base64"), key, "file-key")).toString(
    "base64",
  );
}

/** Long enough that a window is a part of it. */
const long = buildGguf({ ...goodGguf(), tensors: [...goodGguf().tensors, f32Tensor("last.weight", 32, 64)] });

describe("the inspector on its port", () => {
  it.each([
    ["a model", long],
    ["what no parser reads", Uint8Array.from({ length: 9000 }, (_, index) => index & 0xff)],
    ["an empty file", new Uint8Array(0)],
  ])("shows bytes of %s exactly as they are, with their fields, once", async (_what, bytes) => {
    for (const at of [0, 5, 1024, bytes.length - 1, bytes.length, Number.MAX_SAFE_INTEGER]) {
      if (at < 0) continue;
      const client = start();
      const file = plain(fileOf(bytes), bytes.length);
      const window = await client.call("inspect.bytes", { file, at });
      const end = window.at + window.hex.length / 2;
      expect(window.hex).toBe(Buffer.from(bytes.subarray(window.at, end)).toString("hex"));
      // The byte asked for, or the file's last ones, and a whole window of them when there is one.
      const last = Math.min(at, Math.max(0, bytes.length - 1));
      expect([window.at <= last, end >= Math.min(last + 1, bytes.length), window.at % 16]).toEqual([
        true,
        true,
        0,
      ]);
      expect(window.fields.length > 0).toBe(bytes === long);
      const again = client.call("inspect.bytes", { file, at });
      await expect(again).rejects.toMatchObject({ code: "used" });
      await expect(client.call("inspect.run", input([file]))).rejects.toMatchObject({ code: "used" });
    }
  });

  it("judges a plain file, tells every stage, and looks at no second file", async () => {
    const client = start();
    const stages: StageResult[] = [];
    client.on("inspect.stage", (stage) => stages.push(stage));
    const fd = fileOf(good);
    const report = await client.call("inspect.run", input([plain(fd, good.length)]));
    expect({ verdict: report.verdict, told: stages }).toEqual({ verdict: "admit", told: report.stages });
    await expect(client.call("inspect.run", input([plain(fd, good.length)]))).rejects.toMatchObject({
      code: "used",
    });
  });

  it("judges vault ciphertext with the key from its envelope, and closes it", async () => {
    const vault = sealed(good);
    const client = start(vault.open);
    const keyEnvelope = await envelope(client, KEY);
    const report = await client.call(
      "inspect.run",
      input([{ ...plain(fileOf(new Uint8Array(8)), good.length), keyEnvelope }]),
    );
    expect({ verdict: report.verdict, closed: vault.closed() }).toEqual({ verdict: "admit", closed: 1 });
  });

  it.each([
    ["a key of another length", new Uint8Array(16).fill(7), "bad_key"],
    ["another key", new Uint8Array(32).fill(8), "unreadable"],
  ])("answers %s with one sentence", async (_what, key, code) => {
    const client = start();
    const keyEnvelope = await envelope(client, key);
    await expect(
      client.call("inspect.run", input([{ ...plain(fileOf(new Uint8Array(8)), good.length), keyEnvelope }])),
    ).rejects.toMatchObject({ code });
  });

  it("answers an envelope that is none", async () => {
    await expect(
      start().call("inspect.run", input([{ ...plain(fileOf(good), good.length), keyEnvelope: "AAAA" }])),
    ).rejects.toMatchObject({ code: "bad_key" });
  });

  it("refuses a folder in place of a file", async () => {
    const fd = openSync(folder, "r");
    fds.push(fd);
    await expect(start().call("inspect.run", input([plain(fd, 0)]))).rejects.toMatchObject({
      code: "not_a_file",
    });
  });

  it("refuses a file whose size is not the announced one", async () => {
    await expect(
      start().call("inspect.run", input([plain(fileOf(good), good.length + 1)])),
    ).rejects.toMatchObject({ code: "changed" });
  });

  it("holds a file that changes while it is read", async () => {
    const fd = fileOf(good, "r+");
    const client = start();
    client.on("inspect.stage", ({ id }) => {
      if (id === "content") writeSync(fd, new Uint8Array([0x47]), 0, 1, 0);
    });
    // The same byte again: only the file's times tell.
    const report = await client.call("inspect.run", input([plain(fd, good.length)]));
    expect({ verdict: report.verdict, rules: report.findings.map(({ rule }) => rule) }).toEqual({
      verdict: "hold",
      rules: ["provenance.unsigned", "identity.changed"],
    });
  });

  it("says that a split model can be run when all its parts are there, and only then", async () => {
    const parts = CORPUS["sets"]?.find(({ rule }) => rule === "set.part-missing")?.twin() ?? [];
    const files = parts.map(({ name, bytes }) => plain(fileOf(bytes), bytes.length, name));
    const reports = [
      await start().call("inspect.run", input(files)),
      await start().call("inspect.run", input(files.slice(0, 2))),
      await start().call("inspect.run", input(files.slice(0, 1))),
    ];
    expect(reports.map(({ verdict, runnable, facts }) => [verdict, runnable, facts.tensors])).toEqual([
      ["admit", true, 5],
      ["hold", false, 2],
      ["hold", false, 0],
    ]);
  });

  it("judges several files together", async () => {
    const readme = new TextEncoder().encode("A model.");
    const pickle = Uint8Array.from("cposix\nsystem\n(Vid\ntR.", (char) => char.charCodeAt(0));
    const ok = await start().call(
      "inspect.run",
      input([plain(fileOf(good), good.length), plain(fileOf(readme), readme.length, "README.md")]),
    );
    const bad = await start().call(
      "inspect.run",
      input([plain(fileOf(good), good.length), plain(fileOf(pickle), pickle.length, "extra.bin")]),
    );
    expect([ok, bad].map(({ verdict, runnable, bytes }) => ({ verdict, runnable, bytes }))).toEqual([
      { verdict: "admit", runnable: true, bytes: good.length + readme.length },
      { verdict: "refuse", runnable: true, bytes: good.length + pickle.length },
    ]);
    const found = bad.findings.find(({ rule }) => rule === "format.pickle-program");
    expect([found?.file, found?.where]).toEqual(["extra.bin", "posix.system"]);
  });
});
