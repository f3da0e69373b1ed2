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
/** What stands before a kernel line's own text: journald's time, host and source, dmesg's time, and the thread where the kernel tells it. */
const BEFORE = /^(?:\S{1,64} \S{1,253} kernel: )?(?:\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? )?/;
/**
 * How a driver's own lines begin. Not what they hold somewhere: names that others choose (of a device that is plugged in, of a program) stand in the kernel's log too, and
 * one that reads like an error would be taken for the card's.
 */
const RULES: readonly { readonly kind: CardEvent["kind"]; readonly pattern: RegExp }[] = [
  { kind: "xid", pattern: new RegExp(`^NVRM: Xid \\(PCI:${ADDRESS}\\): (\\d{1,4})\\b`, "i") },
  { kind: "lost", pattern: /^NVRM: .{0,80}fallen off the bus/i },
  {
    kind: "memory",
    pattern: new RegExp(`^amdgpu ${ADDRESS}: .{0,80}uncorrectable hardware errors? detected`, "i"),
  },
  { kind: "reset_failed", pattern: new RegExp(`^amdgpu ${ADDRESS}: .{0,40}GPU reset\\b.{0,40}failed`, "i") },
  { kind: "reset", pattern: new RegExp(`^amdgpu ${ADDRESS}: .{0,40}GPU reset (?:begin|succeeded)`, "i") },
  { kind: "hang", pattern: new RegExp(`^amdgpu ${ADDRESS}: .{0,40}ring \\S{1,20} timeout`, "i") },
  {
    kind: "hang",
    pattern: new RegExp(
      `^(?:amdgpu ${ADDRESS}: )?\\[drm:amdgpu_job_timedout.{0,60}ring \\S{1,20} timeout`,
      "i",
    ),
  },
  {
    kind: "hang",
    pattern: new RegExp(`^(?:i915|xe) ${ADDRESS}: .{0,80}(?:GPU HANG|engine reset|Engine reset)`, "i"),
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
  // What came before the driver's words (host name, time) is of no use here.
  const line = whole.replace(BEFORE, "");
  for (const { kind, pattern } of RULES) {
    const match = pattern.exec(line);
    if (!match) continue;
    const [, address = "", code] = match;
    return {
      kind,
      address: pciAddress(/\.[0-7]$/.test(address) ? address : `${address}.0`),
      code: kind === "xid" ? Number(code) : null,
      line: shown(line),
    };
  }
  return null;
}
