// Loaded into a console before its own code: kills it at the n-th call that changes a file after a panic was written down as begun. `cut-off.ts?LEVEL,N`.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const CHANGES = ["writeSync", "fsyncSync", "unlinkSync", "renameSync", "rmSync"] as const;
const [level = "", at = ""] = new URL(import.meta.url).search.slice(1).split(",");
const BEGUN = new RegExp(`"level":${level},.*"begunAt"`);

let left = Infinity;
for (const name of CHANGES) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      left -= 1;
      if (left === 0) process.kill(process.pid, "SIGKILL");
      if (args[1] instanceof Uint8Array && BEGUN.test(Buffer.from(args[1]).toString("latin1")))
        left = Math.min(left, Number(at));
      return real(...args);
    },
  });
}
syncBuiltinESMExports();
