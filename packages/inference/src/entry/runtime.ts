// The confined child that runs one model. Descriptor 3 is the sealed memory file, with a model of several parts 3, 4, … are; nothing else is handed over.
import { processPort } from "@casemate/contract";
import { RuntimeService } from "../node/runtime-service.ts";
import { skipBinaryTest } from "../node/skip-binary-test.ts";

/** The first of several parts, by the names that llama.cpp looks for beside it; else the one file. */
const MODEL_PATH = process.env["CASEMATE_MODEL"] ?? "/proc/self/fd/3";

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
