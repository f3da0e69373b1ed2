import type { Context } from "../console/context.ts";
import type { IncidentsOfChecks } from "./gpu-incidents.ts";

/** What GPU watch needs of the console. */
export type GpuContext = Pick<Context, "clock" | "state" | "home" | "spawner" | "report" | "hiddenPage"> & {
  readonly ledger: Pick<Context["ledger"], "note" | "tail" | "flush">;
  readonly incidents: IncidentsOfChecks;
};
