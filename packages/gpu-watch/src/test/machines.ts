import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Adapter } from "../common/adapter.ts";
import type { Surroundings } from "../node/look-around.ts";
import { TOOLS, type Answer } from "../node/tools.ts";
import { fixture } from "./fixtures.ts";

type Files = Readonly<Record<string, string>>;
export type Answers = Partial<Record<keyof typeof TOOLS, string | Answer>>;

/** A machine as its files and tools tell it. */
export interface Machine {
  readonly platform: string;
  readonly files: Files;
  readonly answers: Answers;
  /** What systeminformation says on Windows: with the vendor's tool, and without it. */
  readonly windows?: readonly [readonly Adapter[], readonly Adapter[]];
}

const roots: string[] = [];
/** To be called after each test. */
export function removeRoots(): void {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
}

/** A root folder with these files; a value that begins with "->" is a link. */
export function rootWith(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), "casemate-look-"));
  roots.push(root);
  for (const [path, content] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (content.startsWith("->")) symlinkSync(content.slice(2), full);
    else writeFileSync(full, content);
  }
  return root;
}

export function surroundings(files: Files, answers: Answers, platform = "linux"): Surroundings {
  const byTool = new Map(
    Object.entries(answers).map(([name, answer]) => [
      TOOLS[name as keyof typeof TOOLS].name as string,
      answer,
    ]),
  );
  return {
    root: rootWith(files),
    platform,
    run: async ({ name }) => {
      const answer = byTool.get(name);
      if (answer === undefined) return { state: "absent" };
      return typeof answer === "string" ? { state: "ok", output: answer } : answer;
    },
    askWindows: async () => null,
    now: () => new Date("2026-11-21T10:00:00Z"),
    digests: new Map(),
    owner: process.getuid?.() ?? 0,
  };
}

/** The files of one card on the bus. */
function cardFiles(address: string, driver: string, lines: Readonly<Record<string, string>>): Files {
  const folder = `sys/devices/pci0000:00/${address}`;
  return {
    ...Object.fromEntries(Object.entries(lines).map(([name, line]) => [`${folder}/${name}`, `${line}\n`])),
    [`${folder}/driver`]: `->../../../bus/pci/drivers/${driver}`,
    [`sys/bus/pci/devices/${address}`]: `->../../../devices/pci0000:00/${address}`,
  };
}

const BASE: Files = {
  "sys/bus/pci/devices/0000:00:00.0/class": "0x060000\n",
  "sys/class/dmi/id/sys_vendor": "Dell Inc.\n",
  "sys/module/ext4/version": "1\n",
  "proc/sys/kernel/osrelease": "6.12.57\n",
  "proc/sys/kernel/random/boot_id": "boot-1\n",
  "proc/cpuinfo": "processor : 0\nflags\t\t: fpu sse\n",
  "var/log/dpkg.log": "2026-01-20 09:58:01 upgrade base-files:amd64 1 2\n",
  "dev/dri/renderD128": "",
};
const NVIDIA: Files = {
  ...BASE,
  "sys/module/nvidia/version": "580.95.05\n",
  "sys/module/nvidia/srcversion": "0123ABCD\n",
  "lib/modules/6.12.57/modules.dep": "updates/dkms/nvidia.ko.xz: kernel/x.ko\n",
  "lib/modules/6.12.57/updates/dkms/nvidia.ko.xz": "module",
  "dev/nvidia0": "",
  "dev/nvidiactl": "",
};
const AMD: Files = {
  ...BASE,
  "sys/module/amdgpu/srcversion": "89ABCDEF\n",
  "dev/kfd": "",
  ...cardFiles("0000:03:00.0", "amdgpu", {
    vendor: "0x1002",
    device: "0x744c",
    class: "0x030000",
    subsystem_vendor: "0x1002",
    subsystem_device: "0x0e3b",
    current_link_width: "16",
    max_link_width: "16",
    unique_id: "5f1c3a9be2d47081",
    vbios_version: "115-D702BS0-101",
    pcie_replay_count: "7",
    "hwmon/hwmon0/power1_cap": "290000000",
    "hwmon/hwmon0/power1_cap_default": "265000000",
    mem_info_vram_total: "21458059264",
  }),
};
const nvidiaCard = (address: string, device: string): Files =>
  cardFiles(address, "nvidia", {
    vendor: "0x10de",
    device,
    class: "0x030200",
    current_link_width: "16",
    max_link_width: "16",
  });
/** The light query in the words of the report of these cards. */
function queryOf(
  rows: readonly (readonly [address: string, name: string, uuid: string, vbios: string])[],
): string {
  const nothing = ", [N/A]".repeat(25);
  return rows
    .map(([address, name, uuid, vbios]) => `${address}, ${name}, ${uuid}, 535.183.01, ${vbios}${nothing}\n`)
    .join("");
}

const ROCM = JSON.stringify({
  card0: {
    "Card Series": "Radeon RX 7900 XT",
    "Card SKU": "EXT94393",
    "Device ID": "0x744c",
    "Unique ID": "0x5f1c3a9be2d47081",
    "VBIOS version": "115-D702BS0-101",
    "PCIe Replay Count": "9",
    "PCI Bus": "0000:03:00.0",
    "SMC firmware version": "00.78.76.00",
  },
  system: { "Driver version": "6.12.57" },
});
const amdAnswers: Answers = {
  // Its owner raised the limit before the baseline was captured.
  amdStatic: fixture("amd-consumer-static.json").replace('"value": 265', '"value": 290'),
  amdMetric: fixture("amd-consumer-metric.json"),
  rocm: ROCM,
  journal: fixture("kernel-quiet.log"),
};
const DATACENTRE_QUERY = `${fixture("nvidia-two.csv").split("\n")[0] ?? ""}\n`;
const datacentre: Answers = {
  nvidiaReport: fixture("nvidia-datacentre-v12.xml"),
  nvidiaQuery: DATACENTRE_QUERY,
  journal: fixture("kernel-quiet.log"),
};
const two: Answers = {
  nvidiaReport: fixture("nvidia-consumer-two-v11.xml"),
  nvidiaQuery: queryOf([
    [
      "00000000:01:00.0",
      "NVIDIA GeForce RTX 3090",
      "GPU-00000000-0000-0000-0000-000000000001",
      "94.02.42.00.B4",
    ],
    [
      "00000000:02:00.0",
      "NVIDIA GeForce RTX 3090",
      "GPU-00000000-0000-0000-0000-000000000002",
      "94.02.42.00.B4",
    ],
  ]),
  journal: fixture("kernel-quiet.log"),
};
const apple = (cards: number): string => {
  const one = JSON.parse(fixture("apple-system-profiler.json")) as { SPDisplaysDataType: unknown[] };
  return JSON.stringify({
    SPDisplaysDataType: Array.from({ length: cards }, () => one.SPDisplaysDataType[0]),
  });
};
const windowsCard = (address: string | null, driver: string): Adapter => ({
  address,
  vendorId: null,
  vendor: "NVIDIA",
  name: "NVIDIA A100-SXM4-80GB",
  memoryMiB: 81920,
  driver,
});

export const MACHINES: Readonly<Record<string, Machine>> = {
  "one NVIDIA card": {
    platform: "linux",
    files: { ...NVIDIA, ...nvidiaCard("0000:01:00.0", "0x20b2") },
    answers: datacentre,
  },
  "two NVIDIA cards": {
    platform: "linux",
    files: { ...NVIDIA, ...nvidiaCard("0000:01:00.0", "0x2206"), ...nvidiaCard("0000:02:00.0", "0x2206") },
    answers: two,
  },
  "two NVIDIA cards, one of which the system hides": {
    platform: "linux",
    files: { ...NVIDIA, ...nvidiaCard("0000:01:00.0", "0x2206") },
    answers: two,
  },
  "a virtual machine with a card": {
    platform: "linux",
    files: {
      ...NVIDIA,
      ...nvidiaCard("0000:00:05.0", "0x20b2"),
      "sys/class/dmi/id/sys_vendor": "QEMU\n",
      "proc/cpuinfo": "flags\t\t: fpu hypervisor sse\n",
    },
    answers: {
      ...datacentre,
      nvidiaReport: fixture("nvidia-passed-through-v12.xml"),
      nvidiaQuery: DATACENTRE_QUERY.replace(":01:00.0", ":00:05.0"),
    },
  },
  "one AMD card": { platform: "linux", files: AMD, answers: amdAnswers },
  "one AMD card with a driver of its own": {
    platform: "linux",
    files: { ...AMD, "sys/module/amdgpu/version": "6.14.14\n" },
    // A tool that numbers chips in its own way.
    answers: {
      ...amdAnswers,
      amdStatic: fixture("amd-consumer-static.json").replace("0x5F1C3A9BE2D47081", "0x77"),
    },
  },
  "cards of two vendors": {
    platform: "linux",
    files: { ...AMD, ...NVIDIA, ...nvidiaCard("0000:01:00.0", "0x20b2") },
    answers: { ...amdAnswers, ...datacentre },
  },
  "no card": { platform: "linux", files: BASE, answers: {} },
  "a Mac": {
    platform: "darwin",
    files: {},
    answers: { systemProfiler: apple(1), ioreg: fixture("apple-ioreg.plist") },
  },
  "a Mac with two devices of one name": {
    platform: "darwin",
    files: {},
    answers: { systemProfiler: apple(2), ioreg: fixture("apple-ioreg.plist") },
  },
  Windows: {
    platform: "win32",
    files: {},
    answers: datacentre,
    windows: [[windowsCard("0000:01:00.0", "580.95.05")], [windowsCard(null, "32.0.15.8095")]],
  },
};

/** Groups of files that can be unreadable, each by itself. */
const FILE_FAULTS = [
  ["sys/bus", "sys/devices", "sys/class/drm"],
  ["sys/module"],
  ["sys/class/dmi"],
  ["dev"],
  ["var/log"],
  ["proc/cpuinfo"],
  ["proc/sys/kernel/osrelease"],
  ["proc/sys/kernel/random"],
  ["lib/modules"],
];
const BROKEN: readonly (Answer | string)[] = [
  { state: "absent" },
  { state: "failed", why: "It did not answer within 10 seconds." },
  { state: "failed", why: "It ended with code 18." },
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
];

/** Everything of a machine that can fail to answer; `how` chooses in which way a tool does. */
export function faultsOf({ answers, files, windows }: Machine): readonly string[] {
  return [
    ...Object.keys(answers),
    ...FILE_FAULTS.map(([first = ""]) => first).filter((start) =>
      Object.keys(files).some((path) => path.startsWith(start)),
    ),
    ...(windows ? ["windows", "windows' own tool"] : []),
  ];
}

/** The same machine, with these not answering. */
export function withFaults(machine: Machine, faults: readonly string[], how = 0): Surroundings {
  const gone = FILE_FAULTS.filter(([first = ""]) => faults.includes(first)).flat();
  const files = Object.entries(machine.files).filter(
    ([path]) => !gone.some((start) => path.startsWith(start)),
  );
  const answers = Object.entries(machine.answers).map(([name, answer]) => [
    name,
    faults.includes(name) ? BROKEN[how % BROKEN.length] : answer,
  ]);
  const seen = machine.windows?.[faults.includes("windows' own tool") ? 1 : 0] ?? null;
  return {
    ...surroundings(Object.fromEntries(files), Object.fromEntries(answers) as Answers, machine.platform),
    askWindows: async () => (faults.includes("windows") ? null : seen),
  };
}
