import { join } from "node:path";
import { isDisplayOnly, vendorIdOf, type Adapter } from "../common/adapter.ts";
import { cardOf, joinCards, MAX_CARDS, toldBy, type Card } from "../common/card.ts";
import type { Findings } from "../common/detection.ts";
import { KERNEL_FILES, sourceKind, type Look } from "../common/look.ts";
import { pairCards } from "../common/same-card.ts";
import { readAmdSmi } from "../common/sources/amd-smi.ts";
import { readIoreg } from "../common/sources/ioreg.ts";
import { readKernelLog } from "../common/sources/kernel-log.ts";
import { readNvidiaCsv } from "../common/sources/nvidia-smi-csv.ts";
import { readNvidiaXml } from "../common/sources/nvidia-smi-xml.ts";
import type { Parsed } from "../common/sources/parsed.ts";
import { MAX_TEXT, textReading, shown } from "../common/sources/reading.ts";
import { readRocmSmi } from "../common/sources/rocm-smi.ts";
import { readSystemProfiler } from "../common/sources/system-profiler.ts";
import { firstLine } from "./files.ts";
import { readHypervisor } from "./hypervisor.ts";
import { readLinuxCards } from "./linux-cards.ts";
import { readChanges, readModules, readNodes, readOnBattery, type Digests } from "./linux-machine.ts";
import { TOOLS, type Answer, type RunTool } from "./tools.ts";

export interface Surroundings {
  /** "/" but for tests. */
  readonly root: string;
  readonly platform: string;
  readonly run: RunTool;
  /** systeminformation, on Windows. */
  readonly askWindows: () => Promise<Findings>;
  readonly now: () => Date;
  readonly digests: Digests;
  /** Number of the user to whom the system's records belong: root, but for tests. */
  readonly owner: number;
}

/** `light` asks for what changes from minute to minute; `full` also for reports that cost more. */
export type Depth = "light" | "full";
type Source = Look["sources"][number];
type Seen = Pick<Look, "cards"> & { readonly sources: Source[] };

/** Looks at the accelerators and at what the machine knows about itself. Never throws for what a tool or a file says. */
export async function lookAround(around: Surroundings, depth: Depth): Promise<Look> {
  const { platform, now } = around;
  const at = now();
  const linux = platform === "linux";
  const seen = linux
    ? await lookOnLinux(around, depth)
    : platform === "darwin"
      ? await lookOnMac(around)
      : platform === "win32"
        ? await lookOnWindows(around, depth)
        : { cards: null, sources: [] };
  const cards = seen.cards?.filter((card) => !isDisplayOnly(card)).slice(0, MAX_CARDS) ?? null;
  const events =
    linux && depth === "full" && cards !== null && cards.length > 0
      ? await readEvents(around, seen.sources)
      : null;
  return {
    at: at.toISOString(),
    platform,
    cards,
    leftOut: (seen.cards?.length ?? 0) - (cards?.length ?? 0),
    sources: seen.sources,
    events,
    ...(linux ? lookAtLinux(around, depth, at, seen.sources) : NOTHING_MORE),
  };
}

type Machine = Pick<
  Look,
  "modules" | "nodes" | "changes" | "kernel" | "bootId" | "hypervisor" | "hypervisorBy" | "onBattery"
>;
const NOTHING_MORE: Machine = {
  modules: null,
  nodes: null,
  changes: null,
  kernel: null,
  bootId: null,
  hypervisor: null,
  hypervisorBy: null,
  onBattery: null,
};

function lookAtLinux(
  { root, digests, owner }: Surroundings,
  depth: Depth,
  at: Date,
  sources: Source[],
): Machine {
  const { changes, leftOut } = readChanges(root, -at.getTimezoneOffset(), owner);
  if (leftOut.length > 0)
    sources.push({
      name: "package records",
      state: "failed",
      why: `Left out, because others than root can write there: ${leftOut.join(", ")}.`,
    });
  const line = (path: string): string | null => safe(firstLine(join(root, path)));
  return {
    modules: readModules(root, digests, depth === "full"),
    nodes: readNodes(root),
    changes,
    kernel: line("proc/sys/kernel/osrelease"),
    bootId: line("proc/sys/kernel/random/boot_id"),
    ...readHypervisor(root),
    onBattery: readOnBattery(root),
  };
}

async function lookOnLinux({ root, run }: Surroundings, depth: Depth): Promise<Seen> {
  const system = readLinuxCards(root);
  const sources: Source[] = [
    system === null
      ? {
          name: KERNEL_FILES,
          state: "failed",
          why: "Neither /sys/class/drm nor /sys/bus/pci can be listed.",
        }
      : { name: KERNEL_FILES, state: "ok", why: "" },
  ];
  const has = (vendor: number): boolean =>
    system === null || system.some(({ vendorId }) => vendorId === vendor);
  const tools = [
    ...(has(0x10de) ? await askNvidia(run, depth, sources) : []),
    // AMD's tools are Python programs that take about a second of processor time.
    ...(has(0x1002) && depth === "full" ? await askAmd(run, sources) : []),
  ];
  // Nobody could look in the system's files: cards that a tool names are cards, but "none" would be a guess.
  if (system === null) return { cards: tools.length > 0 ? tools : null, sources };
  return { cards: match(system, tools), sources };
}

/** What the tools say of each card that the system sees; the tools' cards that it does not see stay, since hiding one is what malware would do. */
function match(system: readonly Card[], tools: readonly Card[]): Card[] {
  const { pairs, second } = pairCards(system, tools);
  const mates = new Map(pairs);
  return [
    ...system.map((card) => {
      const tool = mates.get(card);
      return tool ? withOwnNumbers(joinCards(tool, card), card) : card;
    }),
    ...second,
  ];
}

/** Numbers that the system reads from the card itself. They are there in each round, and amd-smi writes another one where it cannot ask the driver. */
const NUMBERS = ["uuid", "device", "subsystem"] as const;

function withOwnNumbers(joined: Card, system: Card): Card {
  const own = NUMBERS.filter((name) => system.by[name] !== undefined);
  return {
    ...joined,
    ...Object.fromEntries(own.map((name) => [name, system[name]])),
    by: { ...joined.by, ...Object.fromEntries(own.map((name) => [name, system.by[name]])) },
  };
}

async function askNvidia(run: RunTool, depth: Depth, sources: Source[]): Promise<readonly Card[]> {
  // The query is cheap; only the report names programs, pending repairs and firmware.
  const tool = depth === "full" ? TOOLS.nvidiaReport : TOOLS.nvidiaQuery;
  return take(sources, tool.name, await run(tool), depth === "full" ? readNvidiaXml : readNvidiaCsv);
}

async function askAmd(run: RunTool, sources: Source[]): Promise<readonly Card[]> {
  const [fixed, metric] = [await run(TOOLS.amdStatic), await run(TOOLS.amdMetric)];
  if (fixed.state === "ok" && metric.state === "ok")
    return take(sources, "amd-smi", fixed, (output) => readAmdSmi(output, metric.output));
  sources.push(sourceOf("amd-smi", fixed.state === "ok" ? metric : fixed));
  return take(sources, TOOLS.rocm.name, await run(TOOLS.rocm), readRocmSmi);
}

async function lookOnMac({ run }: Surroundings): Promise<Seen> {
  const sources: Source[] = [];
  const profile = await run(TOOLS.systemProfiler);
  const devices = take(sources, TOOLS.systemProfiler.name, profile, readSystemProfiler);
  const accelerators = take(sources, TOOLS.ioreg.name, await run(TOOLS.ioreg), readIoreg);
  if (sources[0]?.state !== "ok") return { cards: null, sources };
  const [device, ...more] = devices;
  const [accelerator, ...others] = accelerators;
  // Neither has an address: only where there is one of each are they the same.
  const one = device && accelerator && more.length === 0 && others.length === 0;
  return { cards: one ? [joinCards(device, accelerator)] : [...devices], sources };
}

async function lookOnWindows({ run, askWindows }: Surroundings, depth: Depth): Promise<Seen> {
  const found = await askWindows();
  const sources: Source[] = [
    found === null
      ? { name: "Windows", state: "failed", why: "The list of display devices did not come in time." }
      : { name: "Windows", state: "ok", why: "" },
  ];
  const system = found?.map(windowsCard);
  const tools = await askNvidia(run, depth, sources);
  if (!system) return { cards: tools.length > 0 ? [...tools] : null, sources };
  return { cards: match(system, tools), sources };
}

/** Windows counts drivers in four numbers; in another form it is what nvidia-smi told systeminformation. */
function windowsCard({ address, vendorId, vendor, name, driver }: Adapter): Card {
  const card = cardOf({
    address,
    vendorId: vendorId ?? vendorIdOf(vendor ?? ""),
    vendor: safe(vendor),
    name: safe(name),
    driver: textReading(driver),
  });
  const own = /^\d+\.\d+\.\d+\.\d+$/.test(driver ?? "");
  return toldBy("Windows", { ...card, by: own ? {} : { driver: "nvidia-smi" } });
}

function safe(text: string | null): string | null {
  return text === null ? null : shown(text, MAX_TEXT);
}

async function readEvents({ run }: Surroundings, sources: Source[]): Promise<Look["events"]> {
  for (const tool of [TOOLS.journal, TOOLS.dmesg]) {
    const answer = await run(tool);
    // A user who may not read the kernel's messages gets an empty answer from the journal, and no error.
    const empty = answer.state === "ok" && answer.output.trim() === "";
    sources.push(
      empty
        ? { name: tool.name, state: "failed", why: "It shows this user nothing." }
        : sourceOf(tool.name, answer),
    );
    if (answer.state === "ok" && !empty) return [...readKernelLog(answer.output)];
  }
  return null;
}

function take(
  sources: Source[],
  name: string,
  answer: Answer,
  read: (output: string) => Parsed<readonly Card[]>,
): readonly Card[] {
  const parsed = answer.state === "ok" ? read(answer.output) : null;
  if (parsed?.ok === false) sources.push({ name, state: "failed", why: parsed.why });
  else sources.push(sourceOf(name, answer));
  return parsed?.ok === true ? parsed.value.map((card) => toldBy(sourceKind(name), card)) : [];
}

function sourceOf(name: string, answer: Answer): Source {
  if (answer.state === "ok") return { name, state: "ok", why: "" };
  return answer.state === "absent"
    ? { name, state: "absent", why: "It is not installed in a system folder." }
    : { name, state: "failed", why: answer.why };
}
