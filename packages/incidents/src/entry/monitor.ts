import { processPort, serve } from "@casemate/contract";
import { monitorContract } from "../common/integrity/monitor-contract.ts";
import { Monitor } from "../node/integrity/monitor.ts";

const monitor = new Monitor(() => performance.now());
process.on("disconnect", () => process.exit(0));
serve(processPort(process), {
  contract: monitorContract,
  caller: { via: "in-process", session: "supervisor" },
  handlers: {
    "monitor.watch": async ({ folders, files }) => ({ watched: await monitor.watch(folders, files) }),
    "monitor.touched": async ({ ms }) => ({ touched: await monitor.touched(ms) }),
    "monitor.scan": ({ budgetBytes }) => monitor.scan(budgetBytes),
  },
});
