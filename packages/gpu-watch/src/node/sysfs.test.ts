import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readSysfs } from "./sysfs.ts";

const roots: string[] = [];
afterEach(() => {
  roots.splice(0).forEach((root) => {
    rmSync(root, { recursive: true });
  });
});

/** A root folder with these files; a value that begins with "->" is a link. */
function fixture(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "casemate-gpu-"));
  roots.push(root);
  for (const [path, content] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (content.startsWith("->")) symlinkSync(content.slice(2), full);
    else writeFileSync(full, content);
  }
  return root;
}

const PCI = "sys/devices/pci0000:00/";
const NVIDIA = {
  [`${PCI}0000:01:00.0/vendor`]: "0x10de\n",
  [`${PCI}0000:01:00.0/device`]: "0x2330\n",
  [`${PCI}0000:01:00.0/class`]: "0x030200\n",
  [`${PCI}0000:01:00.0/driver`]: "->../../../bus/pci/drivers/nvidia",
  "sys/bus/pci/devices/0000:01:00.0": "->../../../devices/pci0000:00/0000:01:00.0",
  "proc/driver/nvidia/version":
    "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05  Tue Sep 23\nGCC version:  gcc 12\n",
};
const AMD = {
  [`${PCI}0000:03:00.0/vendor`]: "0x1002\n",
  [`${PCI}0000:03:00.0/device`]: "0x744c\n",
  [`${PCI}0000:03:00.0/class`]: "0x030000\n",
  [`${PCI}0000:03:00.0/mem_info_vram_total`]: "25753026560\n",
  [`${PCI}0000:03:00.0/driver`]: "->../../../bus/pci/drivers/amdgpu",
  "sys/bus/pci/devices/0000:03:00.0": "->../../../devices/pci0000:00/0000:03:00.0",
  "sys/class/drm/card0/device": "->../../../devices/pci0000:00/0000:03:00.0",
  "sys/class/drm/card0-HDMI-A-1/status": "connected\n",
  "sys/class/drm/renderD128/dev": "226:128\n",
};
const DISK = {
  [`${PCI}0000:00:1f.2/vendor`]: "0x8086\n",
  [`${PCI}0000:00:1f.2/class`]: "0x010601\n",
  "sys/bus/pci/devices/0000:00:1f.2": "->../../../devices/pci0000:00/0000:00:1f.2",
};

describe("readSysfs", () => {
  it("finds a card without a screen, with its driver's version", () => {
    expect(readSysfs(fixture({ ...NVIDIA, ...DISK }))).toEqual([
      {
        address: "0000:01:00.0",
        vendorId: 0x10de,
        vendor: "NVIDIA",
        name: "NVIDIA device 0x2330",
        memoryMiB: null,
        driver: "nvidia 580.95.05",
      },
    ]);
  });

  it("counts a card once that stands in both folders", () => {
    expect(
      readSysfs(fixture({ ...AMD, ...NVIDIA }))?.map(({ address, memoryMiB, driver }) => ({
        address,
        memoryMiB,
        driver,
      })),
    ).toEqual([
      { address: "0000:03:00.0", memoryMiB: 24560, driver: "amdgpu" },
      { address: "0000:01:00.0", memoryMiB: null, driver: "nvidia 580.95.05" },
    ]);
  });

  it("says none when it could look, and null when it could not", () => {
    expect([readSysfs(fixture(DISK)), readSysfs(fixture({ "sys/kernel/x": "" }))]).toEqual([[], null]);
  });

  it.each([
    ["text", "NVIDIA\n"],
    ["nothing", ""],
    ["a number that is too long", `0x${"1".repeat(5000)}\n`],
    ["a negative number", "-0x10de\n"],
  ])("leaves out a card whose vendor is %s", (_name, vendor) => {
    expect(readSysfs(fixture({ ...NVIDIA, [`${PCI}0000:01:00.0/vendor`]: vendor }))).toEqual([]);
  });

  it("leaves out a card that is only a dangling link", () => {
    expect(readSysfs(fixture({ ...DISK, "sys/class/drm/card1/device": "->../../../devices/gone" }))).toEqual(
      [],
    );
  });

  it.each(["-1", "1e99", "many", ""])("does not know the memory when the driver says %j", (total) => {
    const found = readSysfs(fixture({ ...AMD, [`${PCI}0000:03:00.0/mem_info_vram_total`]: total }));
    expect(found?.map(({ memoryMiB }) => memoryMiB)).toEqual([null]);
  });
});
