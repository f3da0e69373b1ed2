// A panic without a console that kills itself at the n-th call that changes a file: `node panic-driver.ts HOME LEVEL N`. N 0: never; the count goes to stdout.
import { homePaths, panicAlone, systemClock } from "@casemate/supervisor";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [root = "", level = "", at = "0"] = process.argv.slice(2);
const CHANGES = [
  "writeSync",
  "fsyncSync",
  "unlinkSync",
  "renameSync",
  "rmSync",
  "mkdirSync",
  "symlinkSync",
] as const;

let count = 0;
for (const name of CHANGES) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      count += 1;
      if (count === Number(at)) process.kill(process.pid, "SIGKILL");
      return real(...args);
    },
  });
}
syncBuiltinESMExports();

const alive = setInterval(() => undefined, 1_000);
await panicAlone(
  {
    home: homePaths(root),
    clock: systemClock,
    version: "test",
    spawner: () => {
      throw new Error("no key of this machine is needed here");
    },
    report: (where, error) => process.stderr.write(`${where}: ${String(error)}\n`),
  },
  Number(level) as 1 | 2 | 3,
  "phrase",
);
clearInterval(alive);
process.stdout.write(String(count));
