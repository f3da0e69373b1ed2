import type { Card } from "../common/card.ts";
import { readAmdSmi } from "../common/sources/amd-smi.ts";
import { readIoreg } from "../common/sources/ioreg.ts";
import { readNvidiaCsv } from "../common/sources/nvidia-smi-csv.ts";
import { readNvidiaXml } from "../common/sources/nvidia-smi-xml.ts";
import type { Parsed } from "../common/sources/parsed.ts";
import { readRocmSmi } from "../common/sources/rocm-smi.ts";
import { readSystemProfiler } from "../common/sources/system-profiler.ts";
import { fixture } from "./fixtures.ts";

/** Every parser of a whole document, with a good output of it. */
export const SOURCES: readonly {
  readonly name: string;
  readonly good: string;
  readonly read: (output: string) => Parsed<readonly Card[]>;
  /** Cut anywhere, it cannot be taken for a whole one. */
  readonly closed: boolean;
}[] = [
  { name: "nvidia-smi XML v12", good: fixture("nvidia-failing-v12.xml"), read: readNvidiaXml, closed: true },
  {
    name: "nvidia-smi XML v11",
    good: fixture("nvidia-consumer-two-v11.xml"),
    read: readNvidiaXml,
    closed: true,
  },
  { name: "nvidia-smi CSV", good: fixture("nvidia-two.csv"), read: readNvidiaCsv, closed: false },
  {
    name: "amd-smi static",
    good: fixture("amd-datacentre-static.json"),
    read: (output) => readAmdSmi(output, fixture("amd-datacentre-metric.json")),
    closed: true,
  },
  {
    name: "amd-smi metric",
    good: fixture("amd-consumer-metric.json"),
    read: (output) => readAmdSmi(fixture("amd-consumer-static.json"), output),
    closed: true,
  },
  { name: "rocm-smi", good: fixture("rocm-consumer.json"), read: readRocmSmi, closed: true },
  {
    name: "system_profiler",
    good: fixture("apple-system-profiler.json"),
    read: readSystemProfiler,
    closed: true,
  },
  { name: "ioreg", good: fixture("apple-ioreg.plist"), read: readIoreg, closed: true },
];
