import { join } from "node:path";
import { firstLine, readEnd } from "./files.ts";

const MAX_CPUINFO_BYTES = 64 * 1024;
/** A processor below or above is none. */
const MIN_MHZ = 50;
const MAX_MHZ = 20_000;

/** What the processor's clock stands at, in MHz, as Linux tells it; null where it does not. `root` is "/" but for tests. */
export function readClock(root: string): number | null {
  const kilohertz = firstLine(join(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq"));
  const told =
    kilohertz !== null && /^\d{1,9}$/.test(kilohertz)
      ? Number(kilohertz) / 1000
      : Number(
          /^cpu MHz\s*: (\d{1,5}(?:\.\d{1,6})?)$/m.exec(
            readEnd(join(root, "proc/cpuinfo"), MAX_CPUINFO_BYTES, "begin") ?? "",
          )?.[1] ?? Number.NaN,
        );
  return told >= MIN_MHZ && told <= MAX_MHZ ? told : null;
}
