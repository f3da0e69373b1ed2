import { describe, expect, it } from "vitest";
import { known, type Card, type FactName } from "../common/card.ts";
import { readAmdSmi } from "../common/sources/amd-smi.ts";
import { readIoreg } from "../common/sources/ioreg.ts";
import { readKernelLog } from "../common/sources/kernel-log.ts";
import { readNvidiaCsv } from "../common/sources/nvidia-smi-csv.ts";
import { readNvidiaXml } from "../common/sources/nvidia-smi-xml.ts";
import type { Parsed } from "../common/sources/parsed.ts";
import { readRocmSmi } from "../common/sources/rocm-smi.ts";
import { readSystemProfiler } from "../common/sources/system-profiler.ts";
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
        "113-M3000100-102",
        "1002:744c",
        "none",
        "none",
        0,
        39,
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
        ["lost", null, null],
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
