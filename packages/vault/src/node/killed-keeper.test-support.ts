// A real keeper process that kills itself at one step of one call: `KILL_AT` is "call:step", steps are changes of the disk counted from 0.
import { createRecipient, processPort } from "@casemate/contract";
import { diskFs, type DiskFs } from "./disk-fs.ts";
import { KeeperService } from "./keeper-service.ts";
import { KeyMemory } from "./key-memory.ts";
import { machineClock } from "./machine-clock.ts";

const [call, step] = (process.env["KILL_AT"] ?? ":").split(":");
let left = Number.POSITIVE_INFINITY;

process.on("disconnect", () => {
  process.exit(0);
});

function mortal<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    if (left === 0) process.kill(process.pid, "SIGKILL");
    left -= 1;
    return run(...args);
  };
}

const fs: DiskFs = {
  ...diskFs,
  create: mortal(diskFs.create),
  write: mortal(diskFs.write),
  sync: mortal(diskFs.sync),
  syncFolder: mortal(diskFs.syncFolder),
  rename: mortal(diskFs.rename),
  remove: mortal(diskFs.remove),
};
const recipient = await createRecipient();
// No earlier: messages that arrive while nobody serves them would be lost.
process.on("message", (message) => {
  if ((message as { name?: string }).name === call) left = Number(step);
});
new KeeperService(processPort(process), {
  fs,
  home: process.env["CASEMATE_HOME"] ?? "",
  keys: new KeyMemory(),
  clock: machineClock,
  recipient,
  notes: [],
});
