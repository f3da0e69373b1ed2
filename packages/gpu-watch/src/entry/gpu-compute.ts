import {
  processPort,
  RpcError,
  serve,
  type GpuAnswer,
  type GpuAnswerProgress,
  type Served,
} from "@casemate/contract";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { computeContract } from "../common/compute-contract.ts";
import { takesWindow } from "../node/choose-place.ts";
import { computeInBrowser } from "../node/compute.ts";
import { computeInWindow } from "../node/window/compute-in-window.ts";
import { createWindowEnd, windowEnded } from "../node/window/window-end.ts";

const abort = new AbortController();
let running = false;
const window = createWindowEnd({
  open: () => {
    served.emit("compute.openWindow", {});
  },
  ask: (text) => {
    served.emit("compute.ask", { text });
  },
});

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
      const told = {
        signal: abort.signal,
        onProgress: (progress: GpuAnswerProgress) => {
          served.emit("compute.progress", progress);
        },
        onWrong: (answer: GpuAnswer) => {
          served.emit("compute.wrong", answer);
        },
      };
      if (takesWindow(order)) return computeInWindow({ ...order, ...told, window });
      return computeInBrowser({
        ...order,
        ...told,
        html: readFileSync(join(dirname(process.argv[1] ?? ""), "compute.html"), "utf8"),
      });
    },
    "compute.heard": ({ text }) => {
      window.heard(text);
      return {};
    },
    "compute.windowEnded": () => {
      window.fail(windowEnded());
      return {};
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
