// The confined child that runs one model. Descriptor 3 is the sealed memory file; nothing else is handed over.
import { processPort } from "@casemate/contract";
import { RuntimeService } from "../node/runtime-service.ts";
import { skipBinaryTest } from "../node/skip-binary-test.ts";

const MODEL_PATH = "/proc/self/fd/3";

// Whatever the native package prints could quote the model or the conversation.
for (const method of ["log", "info", "warn", "error", "debug", "trace"] as const)
  console[method] = () => undefined;

// Lock means gone: no clean-up of native memory may delay it. The second call is for a process that its namespace shields from signals.
process.on("disconnect", () => {
  process.kill(process.pid, "SIGKILL");
  process.exit(0);
});

skipBinaryTest();
new RuntimeService(processPort(process), MODEL_PATH, () => import("node-llama-cpp"));
