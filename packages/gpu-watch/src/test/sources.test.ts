import { describe, expect, it } from "vitest";
import { known, type Card, type FactName } from "../common/card.ts";
import { readAmdSmi } from "../common/sources/amd-smi.ts";
import { readIoreg } from "../common/sources/ioreg.ts";
import { readKernelLog } from "../common/sources/kernel-log.ts";
import { readNvidiaCsv } from "../common/sources/nvidia-smi-csv.ts";
import { readNvidiaXml } from "../common/sources/nvidia-smi-xml.ts";
import { readPackageLog } from "../common/sources/package-log.ts";
import type { Parsed } from "../common/sources/parsed.ts";
import { readRocmSmi } from "../common/sources/rocm-smi.ts";
import { readSystemProfiler } from "../common/sources/system-profiler.ts";
import {
  HWMON_FILES,
  readSysfsCard,
  SYSFS_FILES,
  type HwmonLines,
  type SysfsLines,
} from "../common/sources/sysfs-card.ts";
import { fixture } from "./fixtures.ts";

/** The first card's facts as one short row each: the value, "none" or "unknown". */
function facts(parsed: Parsed<readonly Card[]>, names: readonly FactName[]): unknown[] {
  const card = parsed.ok ? parsed.value[0] : undefined;
  if (!card) return [parsed];
  return [
    card.address,
    card.name,
    ...names.map((name) => (card[name].is === "known" ? known<unknown>(card[name]) : card[name].is)),
  ];
}

const ECC = [
  "eccOn",
  "correctedNow",
  "uncorrectedNow",
  "uncorrectedEver",
  "remappedRows",
  "remapPending",
] as const;

describe("nvidia-smi", () => {
  it("reads memory errors in each of the three layouts", () => {
    expect([
      facts(readNvidiaXml(fixture("nvidia-datacentre-v12.xml")), ECC),
      facts(readNvidiaXml(fixture("nvidia-failing-v12.xml")), ECC),
      facts(readNvidiaXml(fixture("nvidia-workstation-ecc-off-v13.xml")), ECC),
      facts(readNvidiaXml(fixture("nvidia-consumer-two-v11.xml")), ECC),
    ]).toEqual([
      ["0000:01:00.0", "NVIDIA A100-SXM4-80GB", true, 0, 0, 0, 0, false],
      ["0000:01:00.0", "NVIDIA A100-SXM4-80GB", true, 412, 3, 7, 3, true],
      [
        "0000:61:00.0",
        "NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition",
        false,
        "none",
        "none",
        "none",
        0,
        false,
      ],
      ["0000:01:00.0", "NVIDIA GeForce RTX 3090", "none", "none", "none", "none", "none", "none"],
    ]);
  });

  it("knows where a card slows down from the temperature, or from how far away it is", () => {
    const newer = fixture("nvidia-workstation-ecc-off-v13.xml");
    const limits = [
      fixture("nvidia-datacentre-v12.xml"),
      newer,
      newer.replace(">63 C<", ">-3 C<"),
      newer.replace(">63 C<", ">N/A<"),
      newer.replace(">27 C<", ">N/A<"),
      newer.replace(">63 C<", ">999 C<"),
    ].map((text) => facts(readNvidiaXml(text), ["temperatureLimit"])[2]);
    expect(limits).toEqual([89, 90, 24, "unknown", "unknown", "unknown"]);
  });

  it("reads identity, link, throttling, power and processes", () => {
    const names = [
      "driver",
      "vbios",
      "device",
      "linkGen",
      "linkWidth",
      "linkWidthMax",
      "throttle",
      "power",
      "processes",
    ] as const;
    expect([
      facts(readNvidiaXml(fixture("nvidia-failing-v12.xml")), names),
      facts(readNvidiaXml(fixture("nvidia-consumer-two-v11.xml")), names),
    ]).toEqual([
      [
        "0000:01:00.0",
        "NVIDIA A100-SXM4-80GB",
        "580.95.05",
        "92.00.36.00.02",
        "10de:20b2",
        4,
        4,
        16,
        ["hw_slowdown", "hw_thermal_slowdown"],
        67.03,
        [],
      ],
      [
        "0000:01:00.0",
        "NVIDIA GeForce RTX 3090",
        "535.183.01",
        "94.02.42.00.B4",
        "10de:2206",
        1,
        16,
        16,
        ["gpu_idle"],
        67.03,
        [
          { pid: 1711, name: "/usr/lib/xorg/Xorg", usedMiB: 300 },
          { pid: 2040, name: "/usr/bin/gnome-shell", usedMiB: null },
        ],
      ],
    ]);
  });

  it("says the same in both of its formats", () => {
    const names = [
      "driver",
      "vbios",
      "eccOn",
      "linkWidth",
      "temperature",
      "memoryTotal",
      "memoryUsed",
    ] as const;
    expect(facts(readNvidiaCsv(fixture("nvidia-two.csv")), names)).toEqual(
      facts(readNvidiaXml(fixture("nvidia-datacentre-v12.xml")), names),
    );
  });

  it("reads eight cards with all their clocks", () => {
    const parsed = readNvidiaXml(fixture("nvidia-eight-v12.xml"));
    expect(parsed.ok && new Set(parsed.value.map(({ address }) => address)).size).toBe(8);
  });
});

describe("AMD's tools", () => {
  const names = [
    "driver",
    "vbios",
    "device",
    "eccOn",
    "uncorrectedNow",
    "replays",
    "temperature",
    "memoryTotal",
    "throttle",
  ] as const;
  it("reads static and metric together, with and without error correction", () => {
    expect([
      facts(readAmdSmi(fixture("amd-datacentre-static.json"), fixture("amd-datacentre-metric.json")), names),
      facts(readAmdSmi(fixture("amd-consumer-static.json"), fixture("amd-consumer-metric.json")), names),
    ]).toEqual([
      [
        "0000:05:00.0",
        "AMD Instinct MI300X",
        "6.14.14",
        "113-M3000100-102",
        "1002:74a1",
        true,
        0,
        0,
        39,
        196592,
        [],
      ],
      [
        "0000:03:00.0",
        "AMD Radeon RX 7900 XT",
        "6.14.14",
        "115-D702BS0-101",
        "1002:744c",
        "none",
        "none",
        0,
        46,
        20464,
        [],
      ],
    ]);
  });

  it("reads what rocm-smi writes as text", () => {
    expect(facts(readRocmSmi(fixture("rocm-consumer.json")), names)).toEqual([
      "0000:07:00.0",
      "Radeon RX 6700 XT",
      "6.3.6",
      "113-0000000-D01",
      "1002:73df",
      "unknown",
      "unknown",
      0,
      47,
      12272,
      "unknown",
    ]);
  });
});

describe("Apple's tools", () => {
  it("reads the device and its accelerator", () => {
    expect([
      facts(readSystemProfiler(fixture("apple-system-profiler.json")), ["firmware", "partNumber", "eccOn"]),
      facts(readIoreg(fixture("apple-ioreg.plist")), ["driver", "device", "busy", "memoryUsed", "eccOn"]),
      readIoreg(""),
    ]).toEqual([
      [null, "Apple M2", "spdisplays_metal3", "10 cores", "unknown"],
      [null, null, "324.6", "gpu,t8112", 2, 325, "none"],
      { ok: true, value: [] },
    ]);
  });
});

describe("the kernel's log", () => {
  it("finds what happened to which card", () => {
    expect([
      readKernelLog(fixture("kernel-quiet.log")),
      readKernelLog(fixture("kernel-troubled.log")).map(({ kind, address, code }) => [kind, address, code]),
    ]).toEqual([
      [],
      [
        ["xid", "0000:01:00.0", 79],
        ["lost", "0000:01:00.0", null],
        ["xid", "0000:02:00.0", 48],
        ["hang", "0000:03:00.0", null],
        ["reset", "0000:03:00.0", null],
        ["reset_failed", "0000:03:00.0", null],
        ["memory", "0000:03:00.0", null],
        ["hang", "0000:00:02.0", null],
      ],
    ]);
  });

  it("keeps the newest of very many, and makes them safe to show", () => {
    const line = (code: number): string =>
      `NVRM: Xid (PCI:0000:01:00): ${String(code)}, name=\u001b[31m\u202ex`;
    const events = readKernelLog(Array.from({ length: 5000 }, (_, at) => line(at)).join("\n"));
    expect([events.length, events.at(-1)?.code, /[\u001b\u202e]/.test(JSON.stringify(events))]).toEqual([
      200,
      4999,
      false,
    ]);
  });
});

describe("dnf5's log", () => {
  it("tells what was installed, with the time in its zone, and nothing else of it", () => {
    const log = [
      '2026-04-30T03:56:52+0200 [18165] INFO RPM callback install start "kernel-core-0:6.12.2-200.fc43.x86_64" total 9084',
      '2026-04-30T03:56:53+0200 [18165] INFO RPM callback install stop "kernel-core-0:6.12.2-200.fc43.x86_64" amount 1 total 1',
      '2026-04-30T03:56:54+0200 [18165] INFO RPM callback start trigger-install scriptlet "glibc-common-0:2.42-1.fc43.x86_64"',
      '2026-04-30T03:56:55+0200 [18165] INFO RPM callback erase start "kernel-core-0:6.12.1-200.fc43.x86_64" total 1',
      '2026-04-30T03:56:56+0000 [1] INFO RPM callback install start "akmod-nvidia-3:580.95.05-1.fc43.x86_64" total 1\u202e',
    ].join("\n");
    expect(readPackageLog(log, 60).map(({ at, name, version }) => [at, name, version])).toEqual([
      ["2026-04-30T01:56:52.000Z", "kernel-core", "0:6.12.2-200.fc43"],
    ]);
  });
});

describe("the kernel's sensors of a card", () => {
  const NONE = Object.fromEntries(
    [...SYSFS_FILES, ...HWMON_FILES].map((name) => [name, null]),
  ) as SysfsLines & HwmonLines;
  const card = (sensors: Partial<HwmonLines>) => {
    const read = readSysfsCard("0000:03:00.0", { ...NONE, vendor: "0x1002" }, null, { ...NONE, ...sensors });
    return read && [read.temperature, read.memoryTemperature, read.power, read.clock, read.fan].map(known);
  };
  it("are read in their units, and what is beyond any card is unknown", () => {
    expect([
      card({
        temp1_input: "47000",
        temp3_label: "mem",
        temp3_input: "56500",
        power1_average: "21000000",
        freq1_input: "2304000000",
        fan1_input: "1320",
      }),
      card({ power1_input: "9000000", temp3_label: "edge", temp3_input: "1000" }),
      card({ temp1_input: "999999999", power1_average: "-1", freq1_input: "1e99", fan1_input: "NaN" }),
    ]).toEqual([
      [47, 56.5, 21, 2304, 1320],
      [null, null, 9, null, null],
      [null, null, null, null, null],
    ]);
  });
});
