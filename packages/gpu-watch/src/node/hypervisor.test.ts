import { afterEach, describe, expect, it } from "vitest";
import { removeRoots, rootWith } from "../test/machines.ts";
import { readHypervisor } from "./hypervisor.ts";

afterEach(removeRoots);

const HIDDEN = { "proc/cpuinfo": "flags\t: fpu sse\n" };
const FLAGGED = { "proc/cpuinfo": "flags\t: fpu hypervisor sse\n" };
const dmi = (file: string, line: string): Record<string, string> => ({
  [`sys/class/dmi/id/${file}`]: `${line}\n`,
});

describe("a hypervisor", () => {
  it.each<[string, Record<string, string>, string | null, string | null]>([
    ["bare metal", { ...HIDDEN, ...dmi("sys_vendor", "Dell Inc.") }, "none", null],
    [
      "named by the firmware, hidden by the processor",
      { ...HIDDEN, ...dmi("sys_vendor", "QEMU") },
      "KVM or QEMU",
      "the firmware's sys_vendor",
    ],
    [
      "named by the firmware alone (no x86)",
      dmi("product_name", "KVM Virtual Machine"),
      "KVM or QEMU",
      "the firmware's product_name",
    ],
    [
      "named by the mainboard",
      { ...HIDDEN, ...dmi("board_vendor", "BHYVE") },
      "bhyve",
      "the firmware's board_vendor",
    ],
    [
      "told by both",
      { ...FLAGGED, ...dmi("sys_vendor", "VMware, Inc.") },
      "VMware",
      "the processor's flag and the firmware's sys_vendor",
    ],
    [
      "told by the processor alone",
      { ...FLAGGED, ...dmi("sys_vendor", "Dell Inc.") },
      "an unnamed hypervisor",
      "the processor's flag",
    ],
    [
      "a notebook of a maker that also lends machines",
      { ...HIDDEN, ...dmi("sys_vendor", "Google") },
      "none",
      null,
    ],
    [
      "a lent machine of that maker",
      { ...FLAGGED, ...dmi("sys_vendor", "Google") },
      "Google Compute Engine",
      "the processor's flag and the firmware's sys_vendor",
    ],
    [
      "a maker of machines that also sells software for others",
      { ...HIDDEN, ...dmi("sys_vendor", "Microsoft Corporation") },
      "none",
      null,
    ],
    ["no firmware that could be read", HIDDEN, null, null],
    ["nothing that could be read", {}, null, null],
  ])("%s", (_name, files, hypervisor, hypervisorBy) => {
    expect(readHypervisor(rootWith(files))).toEqual({ hypervisor, hypervisorBy });
  });
});
