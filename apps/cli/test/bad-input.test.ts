import { MAX_MODEL_FILES, type RpcError } from "@casemate/contract";
import {
  createTestHome,
  runCasemate,
  serveCasemate,
  type ServedConsole,
  type TestHome,
} from "@casemate/testkit";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, stateOf, unlock, until } from "./client.ts";
import { openVault } from "./kill-table/vault-reader.ts";
import { starterFile } from "./starter-file.ts";

let home: TestHome;
let served: ServedConsole;
let client: Awaited<ReturnType<typeof attach>>;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "casemate-bad-"));
  home = createTestHome();
  served = await serveCasemate(home);
  client = await attach(home);
  await create(client, home);
  await quiet();
});
afterAll(async () => {
  client.close();
  await served.stop();
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What unlocking writes beside it is through: the index names two records, and nothing else is there. */
async function quiet(): Promise<void> {
  const isQuiet = (): boolean => {
    try {
      return openVault(home.root, home.passphrase).objects.length === 3 && listing().length === 5;
    } catch {
      return false; // replaced while it was read
    }
  };
  while (!isQuiet()) await new Promise((resolve) => setImmediate(resolve));
}

/** What has nothing to do with imports: the log, which grows with every act; the watch's list and traps; what a panic would need. */
const ELSEWHERE = /^(ledger\.|integrity\.baseline|recovery-key\.txt$|journal$|children$)/;

/** Names and sizes of everything else in the data directory. */
function listing(): string[] {
  return (
    readdirSync(home.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !ELSEWHERE.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      // Every write of the index gives it a new random name.
      .map((path) => `${path.replace(/[0-9a-f]{32}/, "object")} ${String(statSync(path).size)}`)
      .sort()
  );
}

async function refusal(path: string): Promise<{ code: string; message: string }> {
  try {
    await client.call("model.import", { paths: [path] });
    return { code: "taken", message: "" };
  } catch (error) {
    const { code, message } = error as RpcError;
    return { code, message };
  }
}

describe("an import that cannot be", () => {
  it.each([
    ["missing", () => undefined, "unreadable", "it does not exist"],
    [
      "an empty folder",
      (path: string) => {
        mkdirSync(path);
      },
      "no_file",
      "There is no file in",
    ],
    [
      "a pipe",
      (path: string) => {
        execFileSync("mkfifo", [path]);
      },
      "not_a_file",
      "is a pipe, not a file",
    ],
    [
      "a dangling link",
      (path: string) => {
        symlinkSync(`${path}.nowhere`, path);
      },
      "unreadable",
      "it does not exist",
    ],
    [
      "a link to itself",
      (path: string) => {
        symlinkSync(path, path);
      },
      "unreadable",
      "its links lead in a circle",
    ],
  ])("%s: one sentence, nothing kept", async (what, make, code, words) => {
    const path = join(folder, what.replaceAll(" ", "-"));
    make(path);
    const before = listing();
    const answer = await refusal(path);
    expect([
      answer.code,
      answer.message.includes(words),
      answer.message.split("\n").length,
      listing(),
    ]).toEqual([code, true, 1, before]);
  });

  it.each<[what: string, code: string, words: string, files: readonly string[]]>([
    [
      "a folder with two models",
      "several_models",
      "not one model but several: x.gguf, y.gguf.",
      ["x.gguf", "y.gguf"],
    ],
    [
      "a folder with five models",
      "several_models",
      "v.gguf, w.gguf, x.gguf and 2 more. Import one model at a time.",
      ["v.gguf", "w.gguf", "x.gguf", "y.gguf", "z.gguf"],
    ],
    [
      "a model of too many files",
      "too_many_files",
      `has ${String(MAX_MODEL_FILES + 1)} files; Casemate takes up to ${String(MAX_MODEL_FILES)} as one model.`,
      Array.from({ length: MAX_MODEL_FILES + 1 }, (_, index) => partOf(index + 1, MAX_MODEL_FILES + 1)),
    ],
    ["names that differ in case only are two", "several_models", "M.gguf, m.gguf", ["M.gguf", "m.gguf"]],
  ])("%s: one sentence, nothing kept", async (what, code, words, files) => {
    const path = join(folder, what.replaceAll(" ", "-"));
    mkdirSync(path);
    for (const name of files) writeFileSync(join(path, name), "x");
    const before = listing();
    const answer = await refusal(path);
    expect([answer.code, answer.message.includes(words), listing()]).toEqual([code, true, before]);
  });

  it("a folder with links: one sentence, nothing kept", async () => {
    const path = join(folder, "linked");
    mkdirSync(path);
    for (const name of ["config.json", "model.safetensors"]) writeFileSync(join(path, name), "x");
    symlinkSync("/etc/passwd", join(path, "README.md"));
    const before = listing();
    expect([(await refusal(path)).message, listing()]).toEqual([
      `${path} holds links. What they point to can be changed after the check. Import a copy of the folder that holds the files themselves.`,
      before,
    ]);
  });

  it("a device: one sentence, nothing kept", async () => {
    const before = listing();
    expect([(await refusal("/dev/zero")).message, listing()]).toEqual([
      "/dev/zero is a device, not a file. Give the path of one model file.",
      before,
    ]);
  });

  it("that grows while it is read: nothing kept", async () => {
    const path = join(folder, "growing.bin");
    writeFileSync(path, "");
    truncateSync(path, 256 * 1024 * 1024);
    const before = listing();
    const reading = refusal(path);
    await until(client, ({ jobs }) => jobs.some((job) => job.state === "running" && job.stage === "reading"));
    appendFileSync(path, "x");
    expect([(await reading).code, listing()]).toEqual(["source_changed", before]);
  });

  it("that is cancelled in the middle: nothing kept", async () => {
    const path = join(folder, "cancelled.bin");
    writeFileSync(path, "");
    truncateSync(path, 512 * 1024 * 1024);
    const before = listing();
    const reading = refusal(path);
    const { jobs } = await until(client, (state) =>
      state.jobs.some((job) => job.state === "running" && job.stage === "reading"),
    );
    await client.call("job.cancel", { jobId: jobs.find((job) => job.state === "running")?.id ?? "" });
    expect([(await reading).code, listing()]).toEqual(["cancelled", before]);
  });
});

describe("a file that is not what it should be", () => {
  it.each([
    ["empty.gguf", () => Buffer.alloc(0), "refused"],
    ["text.gguf", () => Buffer.from("hello"), "refused"],
    [`${"n".repeat(250)}.gguf`, () => Buffer.from("long name"), "refused"],
    ["\u001B[2J\u202Eevil.gguf", () => Buffer.from("control characters"), "refused"],
  ])("%j is taken in, judged and explained", async (name, bytes, expected) => {
    const path = join(folder, name);
    writeFileSync(path, bytes());
    const { modelId, jobId } = await client.call("model.import", { paths: [path] });
    await until(client, ({ jobs }) => jobs.some((job) => job.id === jobId && job.state === "done"));
    const { summary } = await client.call("model.show", { modelId });
    expect([summary.state, summary.fileName, summary.headline.length > 10]).toEqual([expected, name, true]);
  });

  it("imported twice at once becomes one model", async () => {
    const [one, two] = [join(folder, "one.gguf"), join(folder, "two.gguf")];
    copyFileSync(starterFile(), one);
    copyFileSync(starterFile(), two);
    const [first, second] = await Promise.all([
      client.call("model.import", { paths: [one] }),
      client.call("model.import", { paths: [two] }),
    ]);
    await until(client, ({ jobs }) => jobs.every((job) => job.state !== "running"));
    const { models } = await stateOf(client);
    expect([
      first.modelId,
      models.items.filter((model) => model.fileName.startsWith("one") || model.fileName.startsWith("two"))
        .length,
    ]).toEqual([second.modelId, 1]);
    expect(listing().filter((line) => line.includes(".part"))).toEqual([]);
  });
});

describe("the console", () => {
  it("refuses a second supervisor on the same directory in one sentence", async () => {
    const { code, stderr } = await runCasemate(home, ["serve", "--json"]);
    expect([code, stderr]).toEqual([
      2,
      `casemate: Casemate is already running on ${home.root}. Use that one, or end it first.\n`,
    ]);
  });

  it("takes over after it was killed, and everything is still there", async () => {
    const before = (await stateOf(client)).models.items.length;
    client.close();
    await served.kill();
    served = await serveCasemate(home);
    client = await attach(home);
    expect(await unlock(client, home)).toBe("unlocked");
    expect((await stateOf(client)).models.items.length).toBe(before);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "says when the disk is full, keeps nothing, and works on (needs root to mount a small disk)",
    async () => {
      const small = createTestHome();
      mkdirSync(small.root, { recursive: true });
      mountSmall(small.root);
      const tiny = await serveCasemate(small);
      const person = await attach(small);
      await create(person, small);
      const path = join(folder, "large.bin");
      writeFileSync(path, "");
      truncateSync(path, 200 * 1024 * 1024);
      const answer = await person.call("model.import", { paths: [path] }).then(
        () => "taken",
        (error: unknown) => (error as RpcError).code,
      );
      const left = readdirSync(join(small.root, "quarantine")).filter((name) => name !== "recovery-key.txt");
      const { ok } = await person.call("audit.verify", {});
      person.close();
      await tiny.stop();
      execFileSync("umount", [small.root]);
      small.remove();
      expect([answer, left, ok]).toEqual(["disk_full", [], true]);
    },
  );
});

describe("a passphrase", () => {
  it.each([
    ["empty", "", 2, "The passphrase is empty"],
    ["of seven characters", "sevench", 1, "characters"],
    ["of 10,000 characters", "x".repeat(10_000), 0, ""],
  ])("%s", async (_what, passphrase, code, words) => {
    const own = createTestHome(passphrase);
    const result = await runCasemate(own, ["vault", "init"]);
    const again = code === 0 ? await runCasemate(own, ["model", "list"]) : { code: 0 };
    own.remove();
    expect([result.code, result.stderr.includes(words), again.code]).toEqual([code, true, 0]);
  });
});

function partOf(part: number, parts: number): string {
  const digits = (number: number): string => String(number).padStart(5, "0");
  return `m-${digits(part)}-of-${digits(parts)}.gguf`;
}

/** More than the spare room that an import leaves free, less than the file. */
function mountSmall(path: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=160m,mode=700", "tmpfs", path], { stdio: "ignore" });
}
