// One-shot: descriptor 3 is the ciphertext. Decrypts into a memory file, seals it and waits to be ended.
// Stays dumpable, unlike the others: the shell opens the memory file through /proc/PID/fd/N, which the system otherwise forbids.
import { createRecipient, processPort } from "@casemate/contract";
import { memoryFiles } from "../node/memory-file.ts";
import { startUnsealer } from "../node/unsealer-service.ts";

process.on("disconnect", () => {
  process.exit(0);
});

const koffi =
  process.platform === "linux"
    ? await import("koffi").then(
        (module) => module.default,
        () => null,
      )
    : null;
startUnsealer(processPort(process), {
  source: 3,
  recipient: await createRecipient(),
  memory: koffi && memoryFiles(koffi),
});
