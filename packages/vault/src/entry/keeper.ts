// The one process that holds vault keys. Starts locked; locking means that it ends.
import { createRecipient, processPort } from "@casemate/contract";
import { diskFs } from "../node/disk-fs.ts";
import { KeeperService } from "../node/keeper-service.ts";
import { KeyMemory, type AllocateSecret } from "../node/key-memory.ts";
import { hardenProcess } from "../node/libc.ts";
import { machineClock } from "../node/machine-clock.ts";

process.on("disconnect", () => {
  process.exit(0);
});

const home = process.env["CASEMATE_HOME"];
if (home === undefined || home === "") throw new Error("CASEMATE_HOME is not set.");

// Before any key exists.
const koffi = await import("koffi").then(
  (module) => module.default,
  () => null,
);
const notes = hardenProcess(koffi, process.platform);
const { allocate, note } = await secretMemory();
const recipient = await createRecipient();
new KeeperService(processPort(process), {
  fs: diskFs,
  home,
  keys: new KeyMemory(allocate),
  clock: machineClock,
  recipient,
  notes: note === null ? notes : [...notes, note],
});

async function secretMemory(): Promise<{ allocate: AllocateSecret; note: string | null }> {
  try {
    const { sodium_malloc } = await import("sodium-native");
    return { allocate: (bytes) => sodium_malloc(bytes), note: null };
  } catch {
    return {
      allocate: (bytes) => Buffer.alloc(bytes),
      note: "Keys may be swapped to disk: the native module sodium-native does not load.",
    };
  }
}
