import { repositoryRoot } from "@casemate/testkit";
import { spawn, spawnSync } from "node:child_process";
import type { Readable } from "node:stream";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a peer made of a file: it may also die of it or never answer. */
export type Answer = "accepted" | "rejected" | "died" | "hung";

export const PEERS = ["hub", "native"] as const;
export type Peer = (typeof PEERS)[number];

/** Neither peer may read a hostile file outside of a box. */
export const hasBubblewrap =
  process.platform === "linux" &&
  spawnSync("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "true"]).status === 0;

/** Files of a few kB take milliseconds; this long is a hang, even on a busy machine. */
const SILENCE_MS = 20_000;

/** Asks a peer about every file, in order; a peer that dies or hangs goes on with the next in a new process. */
export async function ask(peer: Peer, files: readonly Uint8Array[]): Promise<Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), "casemate-peer-"));
  try {
    const names = files.map((bytes, index) => {
      writeFileSync(join(folder, `${String(index)}.gguf`), bytes);
      return `/files/${String(index)}.gguf`;
    });
    const answers: Answer[] = [];
    while (answers.length < files.length) {
      const got = await run(peer, folder, names.slice(answers.length));
      if (got.length === 0) throw new Error(`the peer ${peer} does not start`);
      answers.push(...got);
    }
    return await askAgain(peer, folder, names, answers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A file that a peer died of is asked about again in a process that met no other: what one file broke may show in the
 * next.
 */
async function askAgain(
  peer: Peer,
  folder: string,
  names: readonly string[],
  answers: readonly Answer[],
): Promise<Answer[]> {
  const sure: Answer[] = [];
  for (const [index, answer] of answers.entries()) {
    const again = answer === "died" ? await run(peer, folder, names.slice(index, index + 1)) : [answer];
    sure.push(again[0] ?? answer);
  }
  return sure;
}

/** A box without network, writable folder, capability or environment. */
function box(folder: string): string[] {
  const modules = join(repositoryRoot, "node_modules");
  const bind = (from: string, to: string): string[] => ["--ro-bind", from, to];
  return [
    ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"],
    ...["--setenv", "HOME", "/home", "--tmpfs", "/home", "--proc", "/proc", "--dev", "/dev"],
    ...bind("/usr", "/usr"),
    ...["--ro-bind-try", "/lib", "/lib", "--ro-bind-try", "/lib64", "/lib64"],
    ...bind(realpathSync(process.execPath), "/node"),
    ...bind(modules, "/app/node_modules"),
    ...bind(join(import.meta.dirname, "peer-child.ts"), "/app/peer-child.ts"),
    ...bind(folder, "/files"),
    // Memory for what is loaded, not for what a header claims.
    ...["/node", "--max-old-space-size=512", "/app/peer-child.ts"],
  ];
}

function run(peer: Peer, folder: string, names: readonly string[]): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const child = spawn("bwrap", [...box(folder), peer, ...names], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const told = child.stdio[3] as Readable;
    const answers: Answer[] = [];
    let begun = 0;
    let hung = false;
    let rest = "";
    const onSilence = (): void => {
      hung = true;
      child.kill("SIGKILL");
    };
    let silence = setTimeout(onSilence, SILENCE_MS);
    told.setEncoding("utf8").on("data", (text: string) => {
      clearTimeout(silence);
      silence = setTimeout(onSilence, SILENCE_MS);
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [, word = ""] = line.split(" ");
        if (word === "accepted" || word === "rejected") answers.push(word);
        else begun += 1;
      }
    });
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(silence);
      if (begun > answers.length) answers.push(hung ? "hung" : "died");
      resolve(answers);
    });
  });
}
