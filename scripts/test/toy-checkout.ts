import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../lib/paths.mjs";

/** A command line that does what its first argument says, so that the launcher's part can be seen alone. */
const commandLine = `
import { readFileSync } from "node:fs";
const [what, ...args] = process.argv.slice(2);
if (what === "args" || what === "serve") console.log(JSON.stringify({ what, args, node: process.versions.node.split(".")[0] }));
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

/** How a started script ended; `code` is null only when the script itself was killed. */
export interface Ended {
  code: unknown;
  out: string;
  err: string;
}

export interface ToyCheckout {
  folder: string;
  /** Writes a file of the toy. */
  put(this: void, path: string, text: string): void;
  /** Runs one of its scripts. */
  run(
    this: void,
    script: string,
    args: readonly string[],
    options?: { stdio?: StdioOptions; env?: NodeJS.ProcessEnv },
  ): { child: ChildProcess; done: Promise<Ended> };
  remove(this: void): void;
}

/** Everything of the checkout that the scripts read, with one toy service and a toy command line; nothing to download. */
export function createToyCheckout(): ToyCheckout {
  const folder = mkdtempSync(join(tmpdir(), "casemate-toy-"));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const path of ["bin", "scripts/lib", "scripts/build.mjs", "scripts/start.mjs"]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  const lock = JSON.stringify({ lockfileVersion: 3, packages: {} });
  put("package.json", JSON.stringify({ name: "toy", type: "module" }));
  put("package-lock.json", lock);
  put("node_modules/.package-lock.json", lock);
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (!/^(node-(linux|darwin|bin|win)-.*|rolldown|@rolldown|@oxc-project)$/.test(name)) continue;
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
  put("packages/toy/src/entry/toy.ts", 'console.log("toy");');
  put("apps/cli/src/main.ts", commandLine);
  return {
    folder,
    put,
    run: (script, args, options = {}) => {
      const stdio = options.stdio ?? ["ignore", "pipe", "pipe"];
      const env = { ...process.env, ...options.env };
      const child = spawn(process.execPath, [join(folder, script), ...args], { stdio, env, cwd: tmpdir() });
      return { child, done: collect(child) };
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function collect(child: ChildProcess): Promise<Ended> {
  const result = { out: "", err: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (result.out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (result.err += text));
  const [code] = (await once(child, "close")) as unknown[];
  return { code, ...result };
}
