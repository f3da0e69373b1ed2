import { RpcError } from "@casemate/contract";
import { createHash, randomBytes } from "node:crypto";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { intakeContract, kdfContract, unsealerContract } from "../common/child-contracts.ts";
import { keeperContract, type KdfParams } from "../common/keeper-contract.ts";
import { endChildren, newHome, receiver, seal, startService, type Child } from "./children.test-support.ts";

const PASSPHRASE = "correct horse battery staple";
const MODEL = Buffer.from(
  Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7 + (index >> 9)) & 255),
);
/** A variable, because the dead-code check takes a literal for a package's program. */
const MAKE_FIFO = "mkfifo";
const ID = "1".repeat(32);
const KDF: KdfParams = {
  salt: Buffer.alloc(32, 5).toString("base64"),
  memoryKiB: 65536,
  passes: 3,
  lanes: 1,
};

let home: string;
let remove: () => void;
let open: number[];

beforeEach(() => {
  ({ home, remove } = newHome());
  open = [];
});
afterEach(async () => {
  open.forEach(closeSync);
  await endChildren();
  remove();
});

function keeper(): Child<typeof keeperContract> {
  return startService("keeper", keeperContract, { env: { CASEMATE_HOME: home } });
}

function kdf(): Child<typeof kdfContract> {
  return startService("kdf", kdfContract, { env: { CASEMATE_KDF: "minimum" } });
}

/** Passphrase to envelope for the keeper, through a real key child. */
async function derive(
  passphrase: string | Uint8Array,
  params: KdfParams,
  keeperPublicKey: string,
  minimumLength = 0,
): Promise<string> {
  const child = kdf();
  const { publicKey } = await child.client.call("kdf.hello", {});
  const { derived } = await child.client.call("kdf.derive", {
    device: null,
    passphrase: await seal(publicKey, passphrase, "passphrase"),
    kdf: params,
    keeperPublicKey,
    minimumLength,
  });
  return derived;
}

/** A keeper with an unlocked new vault. */
async function vault(): Promise<Child<typeof keeperContract>> {
  const child = keeper();
  const { publicKey } = await child.client.call("keeper.status", {});
  await child.client.call("keeper.create", {
    derived: await derive(PASSPHRASE, KDF, publicKey),
    kdf: KDF,
    measuredMs: 900,
  });
  return child;
}

async function unlock(child: Child<typeof keeperContract>, passphrase: string): Promise<string> {
  const { publicKey, kdf: params } = await child.client.call("keeper.status", {});
  if (!params) throw new Error("no vault");
  const { allowed } = await child.client.call("keeper.attempt", {});
  if (!allowed) return "wait";
  return (await child.client.call("keeper.unlock", { derived: await derive(passphrase, params, publicKey) }))
    .result;
}

function file(path: string, flags: number): number {
  const fd = openSync(path, flags, 0o600);
  open.push(fd);
  return fd;
}

/** Takes `source` in under `name` and answers what intake answers. */
async function intake(
  keeperPublicKey: string,
  source: number | Buffer,
  name = ID,
  expectedBytes: number | null = null,
) {
  const target = file(
    join(home, "quarantine", `${name}.part`),
    constants.O_CREAT | constants.O_RDWR | constants.O_EXCL,
  );
  const child = startService("intake", intakeContract, {
    fds: [typeof source === "number" ? source : "pipe", target],
  });
  const running = child.client.call("intake.run", { keeperPublicKey, expectedBytes });
  if (typeof source !== "number") (child.process.stdio[3] as NodeJS.WritableStream).end(source);
  const result = await running;
  expect(await child.exited).toBe(0);
  return result;
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
    return "no error";
  } catch (error) {
    return error instanceof RpcError ? error.code : String(error);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Names of everything below the data directory, random names as "object". */
function tree(): string[] {
  return readdirSync(home, { recursive: true, encoding: "utf8" })
    .map((name) => name.replace(/[0-9a-f]{32}/, "object"))
    .sort();
}

describe("the key child", () => {
  it("derives argon2id, answers once, and is gone", async () => {
    const { publicKey, open: openEnvelope } = await receiver();
    const child = kdf();
    const hello = await child.client.call("kdf.hello", {});
    const { derived } = await child.client.call("kdf.derive", {
      device: null,
      passphrase: await seal(hello.publicKey, "password", "passphrase"),
      kdf: KDF,
      keeperPublicKey: publicKey,
      minimumLength: 8,
    });
    const key = await openEnvelope(derived, "derived-key");
    const { argon2id, hash } = await import("argon2");
    const expected = await hash("password", {
      raw: true,
      type: argon2id,
      hashLength: 32,
      salt: Buffer.alloc(32, 5),
      memoryCost: 65536,
      timeCost: 3,
      parallelism: 1,
    });
    expect({ key: Buffer.from(key).equals(expected), exit: await child.exited }).toEqual({
      key: true,
      exit: 0,
    });
  });

  it("takes 10,000 characters and refuses an empty, a short and a garbled passphrase", async () => {
    const { publicKey } = await receiver();
    const long = await derive("ä".repeat(10_000), KDF, publicKey, 8);
    const refused = [
      await codeOf(derive("", KDF, publicKey)),
      await codeOf(derive("1234567", KDF, publicKey, 8)),
      await codeOf(derive("ääääääää".slice(1), KDF, publicKey, 8)),
      await codeOf(
        kdf().client.call("kdf.derive", {
          device: null,
          passphrase: "AAAA",
          kdf: KDF,
          keeperPublicKey: publicKey,
          minimumLength: 0,
        }),
      ),
    ];
    expect({ long: long.length > 0, refused }).toEqual({
      long: true,
      refused: ["empty_passphrase", "weak_passphrase", "weak_passphrase", "bad_envelope"],
    });
  });

  it("offers the floor when asked for it, never less", async () => {
    const { kdf: params } = await kdf().client.call("kdf.calibrate", {});
    expect({
      memoryKiB: params.memoryKiB,
      passes: params.passes,
      salt: Buffer.from(params.salt, "base64").length,
    }).toEqual({ memoryKiB: 65536, passes: 3, salt: 32 });
  });
});

describe("the keeper", () => {
  it("starts absent, makes a vault, and a fresh one starts locked", async () => {
    const first = keeper();
    const states: string[] = [(await first.client.call("keeper.status", {})).state];
    first.process.kill("SIGKILL");
    const second = await vault();
    states.push((await second.client.call("keeper.status", {})).state);
    second.process.disconnect();
    expect(await second.exited).toBe(0);
    const third = keeper();
    const { state, kdf: params, measuredMs, failures } = await third.client.call("keeper.status", {});
    states.push(state);
    states.push(await codeOf(third.client.call("file.list", { after: null })));
    states.push(await unlock(third, "wrong"), await unlock(third, PASSPHRASE));
    expect({ states, params, measuredMs, failures }).toEqual({
      states: ["absent", "unlocked", "locked", "locked", "wrong", "unlocked"],
      params: KDF,
      measuredMs: 900,
      failures: 0,
    });
  });

  it("counts an attempt before anything is derived and remembers it across restarts", async () => {
    (await vault()).process.kill("SIGKILL");
    const seen: number[] = [];
    for (let round = 0; round < 2; round++) {
      const child = keeper();
      await child.client.call("keeper.attempt", {});
      child.process.kill("SIGKILL");
      await child.exited;
      seen.push((await keeper().client.call("keeper.status", {})).failures);
    }
    const child = keeper();
    const result = await unlock(child, PASSPHRASE);
    const { failures } = await child.client.call("keeper.status", {});
    expect({ seen, result, failures }).toEqual({ seen: [1, 2], result: "unlocked", failures: 0 });
  });

  it("waits when the count is damaged, even with the right passphrase", async () => {
    (await vault()).process.kill("SIGKILL");
    writeFileSync(join(home, "vault", "attempts"), "torn");
    const child = keeper();
    const { publicKey } = await child.client.call("keeper.status", {});
    const attempt = await child.client.call("keeper.attempt", {});
    const direct = await child.client.call("keeper.unlock", {
      derived: await derive(PASSPHRASE, KDF, publicKey),
    });
    expect([attempt.allowed, direct.result, direct.retryAt !== null]).toEqual([false, "wait", true]);
  });

  it("checks a passphrase again while unlocked", async () => {
    const child = await vault();
    const { publicKey } = await child.client.call("keeper.status", {});
    const check = async (passphrase: string): Promise<boolean> =>
      (await child.client.call("keeper.verify", { derived: await derive(passphrase, KDF, publicKey) })).match;
    expect([await check("wrong"), await check(PASSPHRASE)]).toEqual([false, true]);
  });

  it("never makes a second vault", async () => {
    const child = await vault();
    const { publicKey } = await child.client.call("keeper.status", {});
    expect(
      await codeOf(
        child.client.call("keeper.create", {
          derived: await derive("other", KDF, publicKey),
          kdf: KDF,
          measuredMs: 1,
        }),
      ),
    ).toBe("exists");
  });

  it.skipIf(process.platform !== "linux")(
    "cannot be read or dumped by other programs of the same user",
    async () => {
      const child = await vault();
      const pid = String(child.process.pid);
      const { notes } = await child.client.call("keeper.status", {});
      const core = /Max core file size\s+(\d+)\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, "utf8"));
      // A process that is not dumpable belongs to root in /proc, whoever runs it; as root only the flag itself tells.
      expect({ notes, core: core?.slice(1) }).toEqual({ notes: [], core: ["0", "0"] });
    },
  );
});

describe("a file's way", () => {
  it("goes from intake through adoption, admission and loading to destruction, and leaves nothing", async () => {
    const child = await vault();
    const empty = tree();
    const { publicKey } = await child.client.call("keeper.status", {});
    writeFileSync(join(home, "source"), MODEL);
    const source = file(join(home, "source"), constants.O_RDONLY);
    const taken = await intake(publicKey, source);
    expect(taken).toMatchObject({ bytes: MODEL.length, sha256: sha256(MODEL) });
    const adopted = await child.client.call("file.adopt", {
      id: ID,
      name: ID,
      key: taken.key,
      bytes: taken.bytes,
      sha256: taken.sha256,
      meta: "secret name",
      further: [],
    });
    const admitted = await child.client.call("file.admit", { id: ID, meta: "secret name, admitted" });
    expect([
      adopted.place,
      admitted.place,
      existsSync(join(home, adopted.path)),
      existsSync(join(home, admitted.path)),
    ]).toEqual(["quarantine", "vault", false, true]);
    if (process.platform === "linux") await expectUnsealed(child, admitted.path);
    expect(clearText()).toEqual([]);
    await child.client.call("file.destroy", { id: ID });
    await child.client.call("file.destroy", { id: ID });
    expect({ files: await child.client.call("file.list", { after: null }), left: tree() }).toEqual({
      files: { files: [], next: null },
      left: [...empty, "source", "vault/object"].sort(),
    });
  });

  async function expectUnsealed(child: Child<typeof keeperContract>, path: string): Promise<void> {
    const unsealer = startService("unsealer", unsealerContract, {
      fds: [file(join(home, path), constants.O_RDONLY)],
    });
    const { publicKey } = await unsealer.client.call("unseal.hello", {});
    const { envelope, bytes } = await child.client.call("file.key", { id: ID, publicKey });
    const sealed = await unsealer.client.call("unseal.run", { key: envelope, bytes });
    const fd = file(`/proc/${String(unsealer.process.pid)}/fd/${String(sealed.fd)}`, constants.O_RDWR);
    unsealer.process.kill("SIGKILL");
    await unsealer.exited;
    const plain = Buffer.alloc(MODEL.length + 1);
    const read = readSync(fd, plain, 0, plain.length, 0);
    expect({ same: plain.subarray(0, read).equals(MODEL), bytes: sealed.bytes }).toEqual({
      same: true,
      bytes: MODEL.length,
    });
    expect(() => {
      writeFileSync(fd, "x");
    }).toThrow(/EPERM/);
  }

  /** Files below the data directory, but for the source, that show a name or a piece of the model. */
  function clearText(): string[] {
    return readdirSync(home, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "source")
      .filter((entry) => {
        const bytes = readFileSync(join(entry.parentPath, entry.name));
        return (
          bytes.includes("secret name") || bytes.includes(MODEL.subarray(1000, 1032)) || bytes.includes(ID)
        );
      })
      .map((entry) => entry.name);
  }

  it("keeps records whole and replaces them", async () => {
    const child = await vault();
    const id = "2".repeat(32);
    const text = "ein Gespräch ".repeat(10_000);
    await child.client.call("record.put", { id, kind: "chat", meta: "first", data: "short" });
    await child.client.call("record.put", { id, kind: "chat", meta: "second", data: text });
    child.process.kill("SIGKILL");
    await child.exited;
    const again = keeper();
    await unlock(again, PASSPHRASE);
    const got = await again.client.call("record.get", { id });
    const list = await again.client.call("record.list", { kind: "chat", after: null });
    await again.client.call("record.delete", { id });
    const gone = await again.client.call("record.get", { id });
    expect({ same: got?.data === text, list, gone }).toEqual({
      same: true,
      list: { records: [{ id, kind: "chat", meta: "second", bytes: Buffer.byteLength(text) }], next: null },
      gone: null,
    });
  });
});

describe("intake", () => {
  it("takes a pipe, an empty file, and exactly the announced length", async () => {
    const { publicKey } = await receiver();
    writeFileSync(join(home, "empty"), "");
    const results = [
      await intake(publicKey, MODEL, "a".repeat(32), MODEL.length),
      await intake(publicKey, MODEL, "b".repeat(32), null),
      await intake(publicKey, file(join(home, "empty"), constants.O_RDONLY), "c".repeat(32)),
    ].map(({ bytes, sha256: digest }) => ({ bytes, digest }));
    const whole = { bytes: MODEL.length, digest: sha256(MODEL) };
    expect(results).toEqual([whole, whole, { bytes: 0, digest: sha256(Buffer.alloc(0)) }]);
  });

  it("refuses what is shorter or longer than announced, a folder, a device, a file that grows, and a full disk", async () => {
    const { publicKey } = await receiver();
    writeFileSync(join(home, "grows"), MODEL);
    const growing = file(join(home, "grows"), constants.O_RDONLY);
    appendFileSync(join(home, "grows"), "x");
    const name = (letter: string): string => letter.repeat(32);
    const codes = {
      short: await codeOf(intake(publicKey, MODEL, name("a"), MODEL.length + 1)),
      long: await codeOf(intake(publicKey, MODEL, name("b"), MODEL.length - 1)),
      folder: await codeOf(intake(publicKey, file(home, constants.O_RDONLY), name("c"))),
      device: await codeOf(intake(publicKey, file("/dev/zero", constants.O_RDONLY), name("d"))),
      grew: await codeOf(intake(publicKey, growing, name("e"), MODEL.length)),
    };
    expect(codes).toEqual({
      short: "short_source",
      long: "long_source",
      folder: "not_a_file",
      device: "not_a_file",
      grew: "source_changed",
    });
  });

  it("ends after a refusal although its source goes on", async () => {
    const { publicKey } = await receiver();
    const target = file(join(home, "target"), constants.O_CREAT | constants.O_RDWR);
    const child = startService("intake", intakeContract, { fds: ["pipe", target] });
    const running = child.client.call("intake.run", { keeperPublicKey: publicKey, expectedBytes: 5 });
    const source = child.process.stdio[3] as NodeJS.WritableStream;
    source.on("error", () => undefined);
    source.write("more than five");
    expect([await codeOf(running), await child.exited]).toEqual(["long_source", "SIGKILL"]);
  });

  it.skipIf(!existsSync("/dev/full"))("says that the disk is full", async () => {
    const { publicKey } = await receiver();
    writeFileSync(join(home, "source"), MODEL);
    const child = startService("intake", intakeContract, {
      fds: [file(join(home, "source"), constants.O_RDONLY), file("/dev/full", constants.O_WRONLY)],
    });
    expect(
      await codeOf(child.client.call("intake.run", { keeperPublicKey: publicKey, expectedBytes: null })),
    ).toBe("disk_full");
  });

  it.skipIf(process.platform === "win32")("reads a FIFO to its end", async () => {
    const { publicKey } = await receiver();
    const path = join(home, "fifo");
    execFileSync(MAKE_FIFO, [path]);
    const fd = file(path, constants.O_RDWR);
    const running = intake(publicKey, file(path, constants.O_RDONLY), "a".repeat(32), 5);
    writeFileSync(fd, "hello");
    closeSync(fd);
    open = open.filter((one) => one !== fd);
    expect((await running).bytes).toBe(5);
  });

  it("leaves a part that the next keeper removes", async () => {
    const { publicKey } = await receiver();
    await intake(publicKey, randomBytes(10), "a".repeat(32));
    const before = tree();
    await keeper().client.call("keeper.status", {});
    expect({ before, after: tree() }).toEqual({
      before: ["quarantine", "quarantine/object.part", "vault"],
      after: ["quarantine", "vault"],
    });
  });
});

describe.skipIf(process.platform !== "linux")("the unsealer", () => {
  it("opens nothing with another key, another size, or one changed byte", async () => {
    const { publicKey, open: openEnvelope } = await receiver();
    const taken = await intake(publicKey, MODEL);
    const key = await openEnvelope(taken.key, "file-key");
    const path = join(home, "quarantine", `${ID}.part`);
    const attempt = async (fileKey: Uint8Array, bytes: number): Promise<string> => {
      const { client } = startService("unsealer", unsealerContract, {
        fds: [file(path, constants.O_RDONLY)],
      });
      const { publicKey: to } = await client.call("unseal.hello", {});
      return codeOf(client.call("unseal.run", { key: await seal(to, fileKey, "file-key"), bytes }));
    };
    const codes = [
      await attempt(key, MODEL.length),
      await attempt(randomBytes(32), MODEL.length),
      await attempt(key, MODEL.length - 1),
    ];
    const stored = readFileSync(path);
    stored[stored.length - 1] = (stored[stored.length - 1] ?? 0) ^ 1;
    writeFileSync(path, stored);
    codes.push(await attempt(key, MODEL.length));
    expect(codes).toEqual(["no error", "damaged", "changed", "damaged"]);
  });
});

describe("reading a stored file again", () => {
  it("finds one changed byte in the stretch where it is and in no other, and reads to the end of the padding", async () => {
    const { publicKey, open: openEnvelope } = await receiver();
    const taken = await intake(publicKey, MODEL);
    const key = await openEnvelope(taken.key, "file-key");
    const path = join(home, "quarantine", `${ID}.part`);
    const length = Math.ceil(MODEL.length / 2);
    const check = async (from: number): Promise<number | string> => {
      const { client } = startService("unsealer", unsealerContract, {
        fds: [file(path, constants.O_RDONLY)],
      });
      const { publicKey: to } = await client.call("unseal.hello", {});
      const input = { key: await seal(to, key, "file-key"), bytes: MODEL.length, from, length };
      return client.call("unseal.check", input).then(
        ({ next }) => next,
        (error: unknown) => (error as { code: string }).code,
      );
    };
    const whole = [await check(0), await check(length)];
    const stored = readFileSync(path);
    stored[stored.length - 1] = (stored[stored.length - 1] ?? 0) ^ 1;
    writeFileSync(path, stored);
    expect([whole, await check(0), await check(length)]).toEqual([[length, MODEL.length], length, "damaged"]);
  });
});
