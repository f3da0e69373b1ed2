// One-shot: turns one passphrase into one key and ends. Whatever argon2 leaves in memory ends with it.
import { createRecipient } from "@casemate/contract";
import { argon2id, hash } from "argon2";
import { kdfMachine } from "../node/kdf-machine.ts";
import { startKdf } from "../node/kdf-service.ts";
import { portThatEnds } from "../node/last-answer.ts";
import { hardenProcess } from "../node/libc.ts";

process.on("disconnect", () => {
  process.exit(0);
});

const koffi = await import("koffi").then(
  (module) => module.default,
  () => null,
);
hardenProcess(koffi, process.platform); // what is missing is told by the keeper
const { port, endAfterNextAnswer } = portThatEnds(process);
startKdf(port, {
  recipient: await createRecipient(),
  machine: kdfMachine(process.env["CASEMATE_KDF"]),
  onDone: () => {
    endAfterNextAnswer("exit");
  },
  derive: (password, { salt, memoryKiB, passes, lanes }) =>
    hash(Buffer.from(password.buffer, password.byteOffset, password.length), {
      raw: true,
      type: argon2id,
      hashLength: 32,
      salt: Buffer.from(salt, "base64"),
      memoryCost: memoryKiB,
      timeCost: passes,
      parallelism: lanes,
    }),
});
