import { spawn, type StdioOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "./lib/paths.mjs";

/** A command line that does what its first argument says, so that the launcher's part can be seen alone. */
const toyCommandLine = `
import { readFileSync } from "node:fs";
const [what, ...args] = process.argv.slice(2);
if (what === "args") console.log(JSON.stringify({ args, node: process.versions.node.split(".")[0] }));
if (what === "exit") process.exit(Number(args[0]));
if (what === "die") process.kill(process.pid, "SIGKILL");
if (what === "read") console.log(readFileSync(Number(args[1] ?? args[0]?.split("=")[1]), "utf8"));
if (what === "echo") process.stdin.pipe(process.stdout);
if (what === "wait") {
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) {
    process.on(signal, () => { console.log("got " + signal); process.exit(7); });
  }
  setInterval(() => undefined, 1000);
  console.log("ready");
}
`;

let toy = "";

function put(path: string, text: string): void {
  mkdirSync(dirname(join(toy, path)), { recursive: true });
  writeFileSync(join(toy, path), text);
}

/** Everything of the checkout that the launcher reads, with one toy service and a toy command line; nothing to download. */
beforeAll(() => {
  toy = mkdtempSync(join(tmpdir(), "casemate-launcher-"));
  for (const path of ["bin", "scripts/lib", "scripts/build.mjs"])
    cpSync(join(root, path), join(toy, path), { recursive: true });
  const lock = JSON.stringify({ lockfileVersion: 3, packages: {} });
  put("package.json", JSON.stringify({ name: "toy", type: "module" }));
  put("package-lock.json", lock);
  put("node_modules/.package-lock.json", lock);
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (/^(node-|rolldown$|@rolldown$|@oxc-project$)/.test(name))
      symlinkSync(join(root, "node_modules", name), join(toy, "node_modules", name));
  }
  put("packages/toy/src/entry/toy.ts", 'console.log("toy");');
  put("apps/cli/src/main.ts", toyCommandLine);
});

afterAll(() => {
  rmSync(toy, { recursive: true, force: true });
});

function start(args: readonly string[], stdio: StdioOptions = ["ignore", "pipe", "pipe"]) {
  const child = spawn(process.execPath, [join(toy, "bin", "casemate.mjs"), ...args], {
    stdio,
    cwd: tmpdir(),
  });
  const result = { code: -1, out: "", err: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (result.out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (result.err += text));
  const done = once(child, "close").then(([code]: unknown[]) => ({ ...result, code }));
  return { child, done };
}

describe("the launcher", () => {
  test("builds once when several start together, and each one runs", async () => {
    const all = await Promise.all([1, 2, 3, 4].map((n) => start(["args", String(n), "--a b"]).done));
    expect(all.map(({ code, out }) => ({ code, out: JSON.parse(out) as unknown }))).toEqual(
      [1, 2, 3, 4].map((n) => ({ code: 0, out: { args: [String(n), "--a b"], node: "26" } })),
    );
    expect(all.filter(({ err }) => err.includes("built cli"))).toHaveLength(1);
    expect(readdirSync(join(toy, ".cache")).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  test("says nothing and builds nothing when nothing has changed", async () => {
    const before = statSync(join(toy, "dist", "cli.mjs")).mtimeMs;
    expect(await start(["args"]).done).toMatchObject({ code: 0, err: "" });
    expect(statSync(join(toy, "dist", "cli.mjs")).mtimeMs).toBe(before);
  });

  test("builds again when a source or what was built has changed", async () => {
    put("packages/toy/src/entry/toy.ts", 'console.log("another toy");');
    writeFileSync(join(toy, "dist", "cli.mjs"), "process.exit(99);");
    expect(await start(["exit", "0"]).done).toMatchObject({ code: 0 });
    expect(readFileSync(join(toy, "dist", "services", "toy.mjs"), "utf8")).toContain("another toy");
  });

  test("lists the digest of everything a supervisor starts", () => {
    const manifest = JSON.parse(readFileSync(join(toy, "dist", "manifest.json"), "utf8")) as Record<
      string,
      string
    >;
    const digest = (path: string) =>
      createHash("sha256")
        .update(readFileSync(join(toy, "dist", path)))
        .digest("hex");
    expect(manifest).toEqual({
      "cli.mjs": digest("cli.mjs"),
      "services/toy.mjs": digest("services/toy.mjs"),
    });
  });

  test.each([0, 1, 2, 77])("passes exit code %i on", async (code) => {
    expect(await start(["exit", String(code)]).done).toMatchObject({ code });
  });

  test("turns death by signal n into 128 + n", async () => {
    expect(await start(["die"]).done).toMatchObject({ code: 137 });
  });

  test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("passes %s on", async (signal) => {
    const { child, done } = start(["wait"]);
    if (child.stdout !== null) await once(child.stdout, "data");
    child.kill(signal);
    expect(await done).toMatchObject({ code: 7, out: `ready\ngot ${signal}\n` });
  });

  test("passes standard input on", async () => {
    const { child, done } = start(["echo"], ["pipe", "pipe", "pipe"]);
    child.stdin?.end("through");
    expect(await done).toMatchObject({ code: 0, out: "through" });
  });

  test.each([3, 20])("passes the passphrase descriptor %i on under its own number", async (number) => {
    put("passphrase", "correct horse");
    const file = openSync(join(toy, "passphrase"), "r");
    const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
    while (stdio.length < number) stdio.push("ignore");
    try {
      const spaced = await start(["read", "--passphrase-fd", String(number)], [...stdio, file]).done;
      expect(spaced).toEqual({ code: 0, out: "correct horse\n", err: "" });
    } finally {
      closeSync(file);
    }
  });

  test("passes a pipe on as the passphrase descriptor", async () => {
    const { child, done } = start(["read", "--passphrase-fd=3"], ["ignore", "pipe", "pipe", "pipe"]);
    const input = child.stdio[3];
    if (input !== null && input !== undefined && "end" in input) input.end("from a pipe");
    expect(await done).toMatchObject({ code: 0, out: "from a pipe\n" });
  });

  test.skipIf(process.platform === "win32")(
    "passes a shell's process substitution on (needs bash)",
    async () => {
      const command = '"$0" "$1" read --passphrase-fd 20 20< <(printf "%s" "from a shell")';
      const child = spawn("bash", ["-c", command, process.execPath, join(toy, "bin", "casemate.mjs")]);
      let out = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
      const [code] = (await once(child, "close")) as unknown[];
      expect({ code, out }).toEqual({ code: 0, out: "from a shell\n" });
    },
  );

  test.each(["3", "9", "20", "256", "-1", "x", ""])(
    "refuses the descriptor “%s” that nobody has opened",
    async (number) => {
      const { code, out, err } = await start(["read", "--passphrase-fd", number]).done;
      expect({ code, out, lines: err.trim().split("\n").length }).toEqual({ code: 2, out: "", lines: 1 });
    },
  );
});
