import type { CpuTiming } from "../timing.ts";
import { notApplicable, pass, type Probe } from "./scene.ts";

/** From this factor on the sentence says that it is slower. */
const SLOWER = 1.5;

/** How fast the known answers were computed. Advisory: heat, load and power saving change it too, so it never makes a verdict worse. */
export const timing: Probe = {
  id: "timing",
  title: "Speed of the known answers (advisory)",
  weight: 0,
  judge: ({ timing: now, baseline }) => {
    if (now === null) return notApplicable("No time was taken yet.");
    const evidence = [
      { card: null, what: "half of them within", value: now.p50Us, unit: "µs", raw: now.p50Us.toFixed(1) },
      { card: null, what: "nine of ten within", value: now.p90Us, unit: "µs", raw: now.p90Us.toFixed(1) },
      { card: null, what: "clock", value: now.mhz, unit: "MHz", raw: String(now.mhz ?? "") },
    ];
    const before = baseline?.timing ?? null;
    if (before === null) return notApplicable("There is no captured speed to compare with.", evidence);
    const { factor, unit } = compared(before, now);
    const shown = factor.toFixed(2);
    return pass(
      factor > SLOWER
        ? `The known answers took ${shown} times the ${unit} that they took when the baseline was captured. Load, heat and power saving do this; so does another program that uses the processor. This alone says nothing bad.`
        : `The known answers took ${shown} times the ${unit} that they took when the baseline was captured.`,
      evidence,
    );
  },
};

/** In clock cycles where both clocks are known, so that power saving does not count; else in time. */
function compared(before: CpuTiming, now: CpuTiming): { factor: number; unit: string } {
  const cycles = before.mhz !== null && now.mhz !== null;
  const of = ({ p50Us, mhz }: CpuTiming): number => p50Us * (cycles ? (mhz ?? 1) : 1);
  return { factor: of(now) / Math.max(of(before), Number.EPSILON), unit: cycles ? "clock cycles" : "time" };
}
