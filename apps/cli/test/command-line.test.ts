import type { ScanLine } from "@casemate/contract";
import {
  buildSafetensors,
  CORPUS,
  createTestHome,
  runCasemate,
  sharedModel,
  STARTER_GREETING,
  type TestHome,
} from "@casemate/testkit";
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { starterFile } from "./starter-file.ts";

const stories = sharedModel("stories260K.gguf");
let home: TestHome;
let model: string;
beforeAll(() => {
  home = createTestHome();
  model = join(dirname(home.root), "starter.gguf");
  copyFileSync(starterFile(), model);
});
afterAll(() => {
  home.remove();
});

describe("a part that does not start", () => {
  it("ends no command without a word: it says what cannot be done, or what is still true", async () => {
    // The log's database takes no path this long. The vault does.
    const root = join(home.root, "d".repeat(200), "e".repeat(200), "f".repeat(200));
    const commands = [
      ["vault", "status"],
      ["vault", "init"],
    ];
    const said = await Promise.all(
      commands.map((args, i) => runCasemate({ ...home, root: join(root, String(i)) }, args)),
    );
    expect(said.map(({ code, stdout }) => [code, stdout.trim()])).toEqual([
      [0, "There is no vault yet. Make one with: casemate vault init"],
      [1, ""],
    ]);
    expect(said[1]?.stderr).toContain("casemate: A vault is not begun without a log that records it.");
  });
});

describe("casemate scan", () => {
  it("admits a good model as JSON and exits 0", async () => {
    const { code, stdout } = await runCasemate(home, ["scan", model, "--json"]);
    const report = JSON.parse(stdout) as {
      verdict: string;
      bytes: number;
      stages: { id: string; verdict: string }[];
    };
    expect([
      code,
      report.verdict,
      report.bytes,
      report.stages.map((stage) => stage.id).join(" "),
      report.stages.at(-1)?.verdict,
    ]).toEqual([
      0,
      "admit",
      statSync(model).size,
      "source format identity provenance content weights behaviour",
      "not_run",
    ]);
  });

  it.skipIf(stories === null)(
    "admits stories260K; one byte shorter exits 1 and names the tensor that does not fit (needs the shared models)",
    async () => {
      const short = join(dirname(home.root), "short.gguf");
      copyFileSync(stories ?? "", short);
      truncateSync(short, statSync(short).size - 1);
      const [whole, cut] = [
        await runCasemate(home, ["scan", stories ?? "", "--json"]),
        await runCasemate(home, ["scan", short, "--json"]),
      ];
      const report = JSON.parse(cut.stdout) as { verdict: string; findings: { message: string }[] };
      expect([whole.code, (JSON.parse(whole.stdout) as { verdict: string }).verdict, cut.code]).toEqual([
        0,
        "admit",
        1,
      ]);
      expect(report.findings.map((finding) => finding.message).join("\n")).toMatch(
        /Tensor "[^"]+" needs bytes/,
      );
    },
  );

  it("judges a folder file by file, in order, and says what it cannot read", async () => {
    const folder = join(dirname(home.root), "folder");
    mkdirSync(folder);
    copyFileSync(model, join(folder, "a.gguf"));
    writeFileSync(join(folder, "b.pkl"), Buffer.from("cposix\nsystem\n(S'id'\ntR.", "latin1"));
    writeFileSync(join(folder, "c.bin"), "");
    const { code, stdout } = await runCasemate(home, ["scan", folder, "--json"]);
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { file: string; verdict: string });
    expect([code, rows.map((row) => [row.file.split("/").at(-1), row.verdict])]).toEqual([
      1,
      [
        ["a.gguf", "admit"],
        ["b.pkl", "refuse"],
        ["c.bin", "refuse"],
      ],
    ]);
  });

  it("judges the parts of one model together, given as files or as their folder", async () => {
    const folder = join(dirname(home.root), "parts");
    mkdirSync(folder);
    const twin = CORPUS["sets"]?.find(({ rule }) => rule === "set.part-missing")?.twin() ?? [];
    const parts = twin.map(({ name, bytes }) => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    });
    const lines = async (...args: string[]): Promise<unknown[]> => {
      const { code, stdout } = await runCasemate(home, ["scan", "--json", ...args]);
      const rows = stdout.trim().split("\n");
      return [
        code,
        ...rows.map((row) => {
          const { file, files, verdict, findings } = JSON.parse(row) as ScanLine;
          const rules = findings.filter(({ severity }) => severity !== "info").map(({ rule }) => rule);
          return [basename(file), files.length, verdict, rules];
        }),
      ];
    };
    const whole = ["good-00001-of-00003.gguf", 3, "admit", []];
    const results = [await lines(...parts), await lines(folder), await lines(...parts.slice(0, 2))];
    writeFileSync(join(folder, "README.md"), "A model.");
    results.push(await lines(folder));
    execFileSync("mkfifo", [join(folder, "pipe.json")]);
    results.push(await lines(folder));
    symlinkSync(parts[0] ?? "", join(folder, "config.json"));
    results.push(await lines(folder));
    expect(results).toEqual([
      [0, whole],
      [0, whole],
      [1, ["good-00001-of-00003.gguf", 2, "hold", ["set.part-missing"]]],
      [0, ["parts", 4, "admit", []]],
      [1, ["parts", 4, "hold", ["input.special"]]],
      [1, ["parts", 4, "hold", ["input.link", "input.special"]]],
    ]);
  });

  it("judges a model in 414 parts, numbered from 0 as MiniMax-Text-01 is, as one", async () => {
    const folder = join(dirname(home.root), "many");
    mkdirSync(folder);
    const names = Array.from({ length: 414 }, (_, index) => `t${String(index)}`);
    const file = (index: number): string => `model-${String(index).padStart(5, "0")}-of-00413.safetensors`;
    for (const [index, name] of names.entries()) {
      const entries = { [name]: { dtype: "F32", shape: [4], data_offsets: [0, 16] } };
      writeFileSync(join(folder, file(index)), buildSafetensors({ entries, data: new Uint8Array(16) }));
    }
    const weight_map = Object.fromEntries(names.map((name, index) => [name, file(index)]));
    writeFileSync(join(folder, "model.safetensors.index.json"), JSON.stringify({ weight_map }));
    const { code, stdout } = await runCasemate(home, ["scan", "--json", folder]);
    const { verdict, files } = JSON.parse(stdout) as ScanLine;
    expect([code, verdict, files.length]).toEqual([0, "admit", 415]);
  });

  it("answers each impossible input with one sentence and exit code 2", async () => {
    const folder = join(dirname(home.root), "odd");
    mkdirSync(folder);
    execFileSync("mkfifo", [join(folder, "fifo")]);
    symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
    symlinkSync(join(folder, "loop"), join(folder, "loop"));
    const unnamed = join(folder, "unnamed");
    mkdirSync(unnamed);
    writeFileSync(Buffer.concat([Buffer.from(`${unnamed}/`), Buffer.from([0xff, 0xfe])]), "x");
    const inputs = [
      unnamed,
      join(folder, "missing.gguf"),
      join(folder, "fifo"),
      join(folder, "dangling"),
      join(folder, "loop"),
      "/dev/zero",
      join(folder, "x".repeat(300)),
    ];
    const results = [];
    for (const input of inputs) results.push(await runCasemate(home, ["scan", input]));
    expect(results.map(({ code, stderr }) => [code, stderr.trim().split("\n").length])).toEqual(
      inputs.map(() => [2, 1]),
    );
    expect(
      results.map(
        ({ stderr }) => /not valid text|does not exist|a pipe|circle|a device|too long/.exec(stderr)?.[0],
      ),
    ).toEqual([
      "not valid text",
      "does not exist",
      "a pipe",
      "does not exist",
      "circle",
      "a device",
      "too long",
    ]);
  });

  it("shows control characters in a name instead of obeying them", async () => {
    const odd = join(dirname(home.root), "\u001B[31mred\u202Egguf.pkl");
    copyFileSync(model, odd);
    const { stdout } = await runCasemate(home, ["scan", odd]);
    rmSync(odd);
    expect([
      stdout.includes("\u001B"),
      stdout.includes("\u202E"),
      stdout.includes("\\u{1b}[31mred\\u{202e}gguf.pkl"),
    ]).toEqual([false, false, true]);
  });

  it("writes one SARIF log for all inputs, with each finding at its byte", async () => {
    const bad = join(dirname(home.root), "sarif.pkl");
    writeFileSync(bad, Buffer.from("cposix\nsystem\n(S'id'\ntR.", "latin1"));
    const { code, stdout } = await runCasemate(home, ["scan", model, bad, "--sarif"]);
    const log = JSON.parse(stdout) as {
      version: string;
      runs: {
        results: { ruleId: string; level: string; locations: { physicalLocation: { region?: object } }[] }[];
      }[];
    };
    const errors = log.runs[0]?.results.filter((result) => result.level === "error") ?? [];
    expect([
      code,
      log.version,
      errors.map((one) => [one.ruleId, one.locations[0]?.physicalLocation.region]),
    ]).toEqual([1, "2.1.0", [["format.pickle-program", { byteOffset: 0, byteLength: 14 }]]]);
  });

  it("refuses wrong use with exit code 2", async () => {
    const codes = [];
    for (const args of [
      [],
      ["scan"],
      ["scan", "--nonsense", model],
      ["nonsense"],
      ["scan", model, "--profile", "medium"],
    ])
      codes.push((await runCasemate(home, args)).code);
    expect(codes).toEqual([2, 2, 2, 2, 2]);
  });
});

describe("one command after another, with nothing but a data directory and a passphrase file", () => {
  it("makes a vault, imports, chats and verifies; nothing is readable on the disk", async () => {
    const path = stories ?? model;
    const name = stories === null ? "starter" : "stories260K";
    const expected = stories === null ? STARTER_GREETING.slice(0, 20) : "there was a little girl named Lily";
    const init = await runCasemate(home, ["vault", "init"]);
    const imported = await runCasemate(home, ["model", "import", path]);
    const chat = await runCasemate(home, [
      "chat",
      name,
      "--prompt",
      "Once upon a time",
      "--temperature",
      "0",
      "--max-tokens",
      "40",
    ]);
    const found = await runCasemate(home, ["chats", "UPON A time"]);
    const none = await runCasemate(home, ["chats", "nobody said this"]);
    const verify = await runCasemate(home, ["audit", "verify"]);
    expect([found.code, found.stdout.includes("Once upon a time"), none.code, none.stdout]).toEqual([
      0,
      true,
      1,
      "Nothing was found.\n",
    ]);
    expect([init, imported, chat, verify].map(({ code, stderr }) => [code, stderr])).toEqual(
      Array(4).fill([0, ""]),
    );
    expect(chat.stdout).toContain(expected);
    expect(
      cleartextIn(home.root, [
        expected,
        "Once upon a time",
        name,
        "general.architecture",
        "tokenizer.ggml",
        "llama",
        home.passphrase,
      ]),
    ).toEqual([]);
  });

  it("refuses a wrong passphrase with exit code 1 and says so in one sentence", async () => {
    writeFileSync(home.passphraseFile, "wrong passphrase");
    const { code, stdout, stderr } = await runCasemate(home, ["model", "list"]);
    writeFileSync(home.passphraseFile, home.passphrase);
    expect([code, stdout, stderr.trim().split("\n").length]).toEqual([1, "", 1]);
  });

  it("has an answer for every other command without a running console", async () => {
    const commands = [
      ["vault", "status"],
      ["vault", "lock"],
      ["model", "list", "--json"],
      ["audit", "tail", "--json"],
      ["approvals", "list", "--json"],
      ["status", "--json"],
    ];
    const results = [];
    for (const args of commands) results.push(await runCasemate(home, args));
    expect(results.map(({ code, stderr }) => [code, stderr])).toEqual(commands.map(() => [0, ""]));
    const unlock = await runCasemate(home, ["vault", "unlock"]);
    expect([unlock.code, unlock.stderr]).toEqual([
      2,
      "casemate: No console is running, so there is nothing to keep unlocked. Start one with: casemate serve\n",
    ]);
  });
});

/** Every file under `root` that holds one of `texts`, with the text. */
function cleartextIn(root: string, texts: readonly string[]): string[] {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    return texts
      .filter((text) => bytes.includes(text) || entry.name.includes(text))
      .map((text) => `${path}: ${text}`);
  });
}
