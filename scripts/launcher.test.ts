import { spawn, type StdioOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createToyCheckout, type ToyCheckout } from "./test/toy-checkout.ts";

let toy: ToyCheckout;

beforeAll(() => {
  toy = createToyCheckout();
});

afterAll(() => {
  toy.remove();
});

function start(args: readonly string[], stdio?: StdioOptions) {
  return toy.run("bin/casemate.mjs", args, stdio === undefined ? {} : { stdio });
}

describe("the launcher", () => {
  test("builds once when several start together, and each one runs", async () => {
    const all = await Promise.all([1, 2, 3, 4].map((n) => start(["args", String(n), "--a b"]).done));
    expect(all.map(({ code, out }) => ({ code, out: JSON.parse(out) as unknown }))).toEqual(
      [1, 2, 3, 4].map((n) => ({ code: 0, out: { what: "args", args: [String(n), "--a b"], node: "26" } })),
    );
    expect(all.filter(({ err }) => err.includes("built cli"))).toHaveLength(1);
    expect(readdirSync(join(toy.folder, ".cache")).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  test("says nothing and builds nothing when nothing has changed", async () => {
    const before = statSync(join(toy.folder, "dist", "cli.mjs")).mtimeMs;
    expect(await start(["args"]).done).toMatchObject({ code: 0, err: "" });
    expect(statSync(join(toy.folder, "dist", "cli.mjs")).mtimeMs).toBe(before);
  });

  test("builds again when a source or what was built has changed", async () => {
    toy.put("packages/toy/src/entry/toy.ts", 'console.log("another toy");');
    writeFileSync(join(toy.folder, "dist", "cli.mjs"), "process.exit(99);");
    expect(await start(["exit", "0"]).done).toMatchObject({ code: 0 });
    expect(readFileSync(join(toy.folder, "dist", "services", "toy.mjs"), "utf8")).toContain("another toy");
  });

  test("lists the digest of everything a supervisor starts", () => {
    const manifest = JSON.parse(readFileSync(join(toy.folder, "dist", "manifest.json"), "utf8")) as Record<
      string,
      string
    >;
    const digest = (path: string) =>
      createHash("sha256")
        .update(readFileSync(join(toy.folder, "dist", path)))
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
    toy.put("passphrase", "correct horse");
    const file = openSync(join(toy.folder, "passphrase"), "r");
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
      const child = spawn("bash", ["-c", command, process.execPath, join(toy.folder, "bin", "casemate.mjs")]);
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
