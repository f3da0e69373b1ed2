import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot } from "./casemate-process.ts";

/** What the pretended card shows. */
export interface CardState {
  readonly driver: string;
  /** Degrees Celsius, watts, MHz, MiB, percent. */
  readonly temperature: number;
  readonly power: number;
  readonly clock: number;
  readonly used: number;
  readonly busy: number;
  /** Errors that the memory could not correct. */
  readonly uncorrected: number;
  /** The clock of whoever looks. */
  readonly at: Date;
}

export interface CardMachine {
  set(state: CardState): void;
  /** Writes a file of the machine, by its path without the first slash. */
  put(path: string, content: string): void;
  /** Writes a line into the package manager's log. */
  installed(line: string): void;
  /** The text of a gpu-watch child that looks at this machine: the real readers and the real way of running tools, over other folders. */
  readonly service: string;
}

const ADDRESS = "0000:01:00.0";
const FIXTURES = join(repositoryRoot, "packages", "gpu-watch", "fixtures");

/** A machine with one card in `folder`: its kernel's files and quiet log, and a `nvidia-smi` that answers from a file written after the vendor's documentation. */
export function createCardMachine(folder: string): CardMachine {
  const root = join(folder, "machine");
  const file = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const pci = `sys/devices/pci0000:00/${ADDRESS}`;
  file(`${pci}/vendor`, "0x10de\n");
  file(`${pci}/device`, "0x20b2\n");
  file(`${pci}/class`, "0x030200\n");
  file("proc/sys/kernel/osrelease", "6.12.57\n");
  file("proc/sys/kernel/random/boot_id", "boot-1\n");
  file("proc/cpuinfo", "flags\t: fpu sse\n");
  file("sys/class/dmi/id/product_name", "Some Machine\n");
  file("dev/nvidia0", "");
  file("var/log/dpkg.log", "2026-01-01 00:00:00 install base-files:amd64 <none> 1\n");
  mkdirSync(join(root, "sys/bus/pci/devices"), { recursive: true });
  symlinkSync(`../../../devices/pci0000:00/${ADDRESS}`, join(root, "sys/bus/pci/devices", ADDRESS));
  const tool = join(folder, "nvidia-smi");
  writeFileSync(tool, `#!/bin/sh\nexec cat ${join(folder, "report.xml")}\n`);
  chmodSync(tool, 0o755);
  const report = readFileSync(join(FIXTURES, "nvidia-datacentre-v12.xml"), "utf8");
  return {
    set: (state) => {
      file("sys/module/nvidia/version", `${state.driver}\n`);
      writeFileSync(join(folder, "report.xml"), reportOf(report, state));
      writeFileSync(join(folder, "now"), state.at.toISOString());
    },
    put: file,
    installed: (line) => {
      const path = join(root, "var/log/dpkg.log");
      writeFileSync(path, `${readFileSync(path, "utf8")}${line}\n`);
    },
    service: serviceOf(folder, root, tool),
  };
}

function reportOf(report: string, state: CardState): string {
  return report
    .replace(/(<driver_version>)[^<]+/, `$1${state.driver}`)
    .replace(/(<gpu_temp>)[^<]+/, `$1${String(state.temperature)} C`)
    .replace(/(<(?:average|instant)_power_draw>)[^<]+/g, `$1${state.power.toFixed(2)} W`)
    .replace(/(<clocks>[\s\S]*?<sm_clock>)[^<]+/, `$1${String(state.clock)} MHz`)
    .replace(/(<fb_memory_usage>[\s\S]*?<used>)[^<]+/, `$1${String(state.used)} MiB`)
    .replace(/(<gpu_util>)[^<]+/, `$1${String(state.busy)} %`)
    .replace(/(<dram_uncorrectable>)[^<]+/, `$1${String(state.uncorrected)}`);
}

function serviceOf(folder: string, root: string, tool: string): string {
  const source = (path: string): string => JSON.stringify(join(repositoryRoot, "packages", path));
  return `
import { processPort, serve } from ${source("contract/src/index.ts")};
import { readFileSync } from "node:fs";
import { combine } from ${source("gpu-watch/src/common/detection.ts")};
import { gpuContract } from ${source("gpu-watch/src/common/gpu-contract.ts")};
import { runKnownAnswers } from ${source("gpu-watch/src/common/known-answer.ts")};
import { lookAround } from ${source("gpu-watch/src/node/look-around.ts")};
import { runFile } from ${source("gpu-watch/src/node/run.ts")};
import { readSysfs } from ${source("gpu-watch/src/node/sysfs.ts")};
const around = {
  root: ${JSON.stringify(root)}, platform: "linux", digests: new Map(), owner: process.getuid?.() ?? 0, askWindows: async () => null,
  now: () => new Date(readFileSync(${JSON.stringify(join(folder, "now"))}, "utf8")),
  run: async ({ name, args }) => name.startsWith("nvidia-smi") ? runFile(${JSON.stringify(tool)}, args)
    // A kernel that has said nothing of a card.
    : name.startsWith("journalctl") ? { state: "ok", output: "2026-01-01T00:00:00+0000 host kernel: Linux version 6.12.57\\n" } : { state: "absent" },
};
serve(processPort(process), { contract: gpuContract, caller: { via: "in-process", session: "test" }, handlers: {
  "gpu.detect": () => combine(readSysfs(around.root), []),
  // Full rounds only: the pretended tool knows one answer.
  "gpu.look": async () => ({ look: await lookAround(around, "full"), cpu: runKnownAnswers(1), timing: null, cpuMs: 1 }),
} });
process.on("disconnect", () => process.exit(0));
`;
}

/** A copy of the built program in `folder` with another gpu-watch child; answers the variable that makes the command line use it. */
export function installWith(folder: string, service: string): Readonly<Record<string, string>> {
  const dist = join(folder, "dist");
  cpSync(join(repositoryRoot, "dist"), dist, { recursive: true });
  symlinkSync(join(repositoryRoot, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(dist, "services", "gpu-watch.mjs"), service);
  const list = join(dist, "manifest.json");
  const digests = JSON.parse(readFileSync(list, "utf8")) as Record<string, string>;
  digests["services/gpu-watch.mjs"] = createHash("sha256").update(service).digest("hex");
  writeFileSync(list, JSON.stringify(digests));
  return { CASEMATE_DIST: dist };
}
