// One-shot: descriptor 3 is the source, 4 the new object. Nobody else ever sees the plaintext or, unwrapped, its key.
import { startIntake } from "../node/intake-service.ts";
import { portThatEnds } from "../node/last-answer.ts";
import { hardenProcess } from "../node/libc.ts";

process.on("disconnect", () => {
  process.kill(process.pid, "SIGKILL"); // exit() would wait for a read from a source that may never end
});

const koffi = await import("koffi").then(
  (module) => module.default,
  () => null,
);
hardenProcess(koffi, process.platform); // what is missing is told by the keeper
const { port, endAfterNextAnswer } = portThatEnds(process);
startIntake(port, { source: 3, target: 4, onDone: endAfterNextAnswer });
