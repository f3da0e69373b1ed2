import { processPort, RpcError, serve, type Served } from "@casemate/contract";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { computeContract } from "../common/compute-contract.ts";
import { computeInBrowser } from "../node/compute.ts";

const abort = new AbortController();
let running = false;

// Whoever asked is gone: the browser goes too.
process.on("disconnect", () => {
  abort.abort(cancelled());
  process.exit(0);
});

const served: Served<typeof computeContract> = serve(processPort(process), {
  contract: computeContract,
  caller: { via: "in-process", session: "supervisor" },
  handlers: {
    "compute.run": (order) => {
      if (running) throw new RpcError("wrong_state", "This process computes already.");
      running = true;
      return computeInBrowser({
        ...order,
        html: readFileSync(join(dirname(process.argv[1] ?? ""), "compute.html"), "utf8"),
        signal: abort.signal,
        onProgress: (progress) => {
          served.emit("compute.progress", progress);
        },
      });
    },
    "compute.cancel": () => {
      abort.abort(cancelled());
      return {};
    },
  },
});

function cancelled(): RpcError {
  return new RpcError("cancelled", "The known-answer test was cancelled.");
}
