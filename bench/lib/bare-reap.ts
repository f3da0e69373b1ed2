import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Fills a file in memory, removes its name and waits. */
const HOLD = `
const { openSync, rmSync, writeSync } = require("node:fs");
const [path, bytes] = [process.argv[1], Number(process.argv[2])];
const block = Buffer.alloc(1 << 20, 1);
const fd = openSync(path, "wx");
rmSync(path);
for (let at = 0; at < bytes; ) at += writeSync(fd, block, 0, Math.min(block.length, bytes - at), at);
console.log("ready");
setInterval(() => undefined, 1e6);
`;

/** How long the system takes to end a process that holds as much memory and does nothing else. Milliseconds. Linux. */
export async function bareReap(bytes: number): Promise<number> {
  const path = `/dev/shm/casemate-bench-${String(process.pid)}`;
  const child = spawn(process.execPath, ["-e", HOLD, path, String(bytes)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const ready = once(createInterface({ input: child.stdout }), "line");
  if ((await Promise.race([ready, exited])).length !== 1) throw new Error("the memory could not be filled");
  const started = performance.now();
  child.kill("SIGKILL");
  await exited;
  return performance.now() - started;
}
