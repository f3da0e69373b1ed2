import * as z from "zod";
import { pciAddress } from "../adapter.ts";
import { MAX_RAW, shown } from "./reading.ts";

/** A line of the kernel's log is at most 1 KiB; journald adds little. */
const MAX_LINE = 2048;
/** Events of one boot that are kept: the newest. */
export const MAX_EVENTS = 200;

export const CardEvent = z.strictObject({
  /** `xid`: the driver's own error report (NVIDIA). `reset`: the card was reset. `lost`: it does not answer. `memory`: an error it could not correct. */
  kind: z.enum(["xid", "reset", "reset_failed", "hang", "lost", "memory"]),
  address: z.string().max(20).nullable(),
  /** NVIDIA's number; null for the others. */
  code: z.int().nonnegative().nullable(),
  /** The line as it stood there, safe to show. */
  line: z.string().max(MAX_RAW),
});
export type CardEvent = z.output<typeof CardEvent>;

const ADDRESS = String.raw`([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}(?:\.[0-7])?)`;
/**
 * What stands before a kernel line's own words: journald's time, host and source (short-iso), dmesg's time. Only what begins there is a driver's: a
 * plugged-in device's name and a process's name stand further on, and further lines of one message are indented by both tools.
 */
const BEFORE =
  /^(?:\d{4}-\d\d-\d\dT[0-9:.,Z+-]{8,30} \S{1,255} kernel: )?(?:\[ *\d{1,10}\.\d{1,9}\](?:\[ *[A-Z]\d{1,10}\])? )?/;
const AMDGPU = `^amdgpu ${ADDRESS}: (?:amdgpu: )?`;
const RULES: readonly { readonly kind: CardEvent["kind"]; readonly pattern: RegExp }[] = [
  // Drivers of before 2014 leave out "PCI:".
  { kind: "xid", pattern: new RegExp(`^NVRM: Xid \\((?:PCI:)?${ADDRESS}\\): (\\d{1,4})\\b`, "i") },
  {
    kind: "lost",
    pattern: new RegExp(`^NVRM: (?:GPU (?:at )?(?:PCI:)?${ADDRESS}: )?(?:GPU has )?fallen off the bus`, "i"),
  },
  {
    kind: "memory",
    pattern: new RegExp(
      `${AMDGPU}(?:\\{\\d{1,20}\\} ?)?(?:socket: \\d[\\w:, ]{0,40}, )?\\d{1,10} (?:new )?uncorrectable hardware errors? detected`,
      "i",
    ),
  },
  { kind: "reset_failed", pattern: new RegExp(`${AMDGPU}GPU reset(?:\\(\\d{1,6}\\))? failed`, "i") },
  { kind: "reset", pattern: new RegExp(`${AMDGPU}GPU reset(?:\\(\\d{1,6}\\))? (?:begin|succeeded)`, "i") },
  {
    kind: "hang",
    pattern: new RegExp(`${AMDGPU}(?:\\[drm\\] )?(?:\\*ERROR\\* )?ring \\S{1,20} timeout`, "i"),
  },
  { kind: "hang", pattern: /^\[drm:amdgpu_job_timedout(?: \[amdgpu\])?\] \*ERROR\* ring \S{1,20} timeout/i },
  {
    kind: "hang",
    pattern: new RegExp(
      `^(?:i915|xe) ${ADDRESS}: (?:\\[drm\\] )?(?:\\*ERROR\\* )?(?:(?:Tile|GT)\\d{1,2}: ){0,2}(?:GUC: )?(?:GPU HANG|Engine reset)`,
      "i",
    ),
  },
];

/** The accelerator's troubles in the kernel's log (`journalctl -k`, `dmesg`), oldest first, the newest 200. Lines about other things are passed over. */
export function readKernelLog(output: string): readonly CardEvent[] {
  const events: CardEvent[] = [];
  for (const line of output.split("\n")) {
    const event = line.length > MAX_LINE ? null : readLine(line);
    if (event) events.push(event);
  }
  return events.slice(-MAX_EVENTS);
}

function readLine(whole: string): CardEvent | null {
  const line = whole.slice(BEFORE.exec(whole)?.[0].length ?? 0);
  for (const { kind, pattern } of RULES) {
    const match = pattern.exec(line);
    if (!match) continue;
    const { 1: address = "", 2: code } = match;
    return {
      kind,
      address: pciAddress(/\.[0-7]$/.test(address) ? address : `${address}.0`),
      code: kind === "xid" ? Number(code) : null,
      // What came before the driver's words (host name, time) is of no use here.
      line: shown(line),
    };
  }
  return null;
}
