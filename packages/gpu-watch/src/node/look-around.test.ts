import { hash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { known } from "../common/card.ts";
import { Look } from "../common/look.ts";
import { withLastFull } from "../common/keep-full.ts";
import { fixture } from "../test/fixtures.ts";
import { removeRoots, surroundings, type Answers } from "../test/machines.ts";
import { lookAround } from "./look-around.ts";

afterEach(removeRoots);

const CARD = "sys/devices/pci0000:00/0000:01:00.0";
const LINUX = {
  [`${CARD}/vendor`]: "0x10de\n",
  [`${CARD}/device`]: "0x20b2\n",
  [`${CARD}/class`]: "0x030200\n",
  [`${CARD}/current_link_width`]: "16\n",
  [`${CARD}/driver`]: "->../../../bus/pci/drivers/nvidia",
  "sys/bus/pci/devices/0000:01:00.0": "->../../../devices/pci0000:00/0000:01:00.0",
  "sys/module/nvidia/version": "580.95.05\n",
  "sys/module/nvidia/srcversion": "0123ABCD\n",
  "sys/module/ext4/version": "1\n",
  "sys/class/dmi/id/sys_vendor": "QEMU\n",
  "sys/class/power_supply/AC/type": "Mains\n",
  "sys/class/power_supply/AC/online": "0\n",
  "sys/class/power_supply/BAT0/type": "Battery\n",
  "sys/class/power_supply/BAT0/status": "Discharging\n",
  "proc/sys/kernel/osrelease": "6.12.57\n",
  "proc/sys/kernel/random/boot_id": "boot-1\n",
  "proc/cpuinfo": "processor : 0\nflags\t\t: fpu hypervisor sse\n",
  "lib/modules/6.12.57/modules.dep": "kernel/fs/ext4/ext4.ko.xz:\nupdates/dkms/nvidia.ko.xz: kernel/x.ko\n",
  "lib/modules/6.12.57/updates/dkms/nvidia.ko.xz": "module",
  "dev/nvidia0": "",
  "dev/nvidiactl": "",
  "dev/sda": "",
  "dev/dri/renderD128": "",
  "var/log/dpkg.log": "2026-11-20 09:58:01 upgrade nvidia-driver:amd64 580.1-1 580.95.05-1\n",
};

const REPORT = fixture("nvidia-datacentre-v12.xml");

describe("looking around on Linux", () => {
  it("joins the system's files with the vendor's tool, and knows the machine", async () => {
    const look = await lookAround(
      surroundings(LINUX, { nvidiaReport: REPORT, journal: fixture("kernel-troubled.log") }),
      "full",
    );
    const { cards, modules, changes, events, sources, ...machine } = look;
    expect([
      Look.safeParse(look).error,
      cards?.map((card) => [
        card.address,
        card.name,
        known(card.driver),
        known(card.device),
        known(card.linkWidth),
      ]),
      modules?.map(({ changedAt, ...module }) => [module, changedAt !== null]),
      changes?.map(({ name, version }) => [name, version]),
      events?.length,
      sources.map(({ name, state }) => [name, state]),
      machine,
    ]).toEqual([
      undefined,
      [["0000:01:00.0", "NVIDIA A100-SXM4-80GB", "580.95.05", "10de:20b2", 16]],
      [
        [
          { name: "nvidia", version: "580.95.05", srcversion: "0123ABCD", sha256: hash("sha256", "module") },
          true,
        ],
      ],
      [["nvidia-driver", "580.95.05-1"]],
      8,
      [
        ["kernel files", "ok"],
        ["nvidia-smi -q -x", "ok"],
        ["journalctl -k", "ok"],
      ],
      {
        at: "2026-11-21T10:00:00.000Z",
        platform: "linux",
        leftOut: 0,
        nodes: ["/dev/nvidia0", "/dev/nvidiactl", "/dev/dri/renderD128"],
        kernel: "6.12.57",
        bootId: "boot-1",
        hypervisor: "KVM or QEMU",
        hypervisorBy: "the processor's flag and the firmware's sys_vendor",
        onBattery: true,
      },
    ]);
  });

  it.each<[string, Answers]>([
    ["is missing", {}],
    [
      "answers nonsense",
      { nvidiaReport: "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver." },
    ],
    ["is cut off", { nvidiaReport: REPORT.slice(0, 5000) }],
    ["hangs", { nvidiaReport: { state: "failed", why: "It did not answer within 10 seconds." } }],
  ])("knows the card and not its state when the tool %s", async (_name, answers) => {
    const { cards, sources, events } = await lookAround(surroundings(LINUX, answers), "full");
    expect([
      cards?.map(({ device, eccOn, temperature }) => [known(device), eccOn.is, temperature.is]),
      sources[1]?.state === "ok",
      events,
    ]).toEqual([[["10de:20b2", "unknown", "unknown"]], false, null]);
  });

  it("says none only where the system's files could be listed", async () => {
    const without = Object.fromEntries(
      Object.entries(LINUX).filter(
        ([path]) => !path.startsWith("sys/devices") && !path.startsWith("sys/bus"),
      ),
    );
    const [none, blind, tool] = await Promise.all([
      lookAround(
        surroundings({ ...without, "sys/bus/pci/devices/.keep": "" }, { nvidiaReport: REPORT }),
        "full",
      ),
      lookAround(surroundings({ "proc/version": "" }, {}), "full"),
      lookAround(surroundings(without, { nvidiaReport: REPORT }), "full"),
    ]);
    expect([none.cards, blind.cards, blind.modules, blind.hypervisor, tool.cards?.length]).toEqual([
      [],
      null,
      null,
      null,
      1,
    ]);
  });

  it("keeps a card that the tool names and the system hides", async () => {
    const two = fixture("nvidia-consumer-two-v11.xml");
    const { cards } = await lookAround(surroundings(LINUX, { nvidiaReport: two }), "full");
    expect(cards?.map(({ address }) => address)).toEqual(["0000:01:00.0", "0000:02:00.0"]);
  });

  it("asks less in a light round, and takes the rest from the last full one", async () => {
    const around = surroundings(LINUX, {
      nvidiaReport: REPORT,
      nvidiaQuery: fixture("nvidia-two.csv"),
      journal: fixture("kernel-troubled.log"),
    });
    const full = await lookAround(around, "full");
    const light = await lookAround(around, "light");
    const kept = withLastFull(light, full);
    const facts = (look: Look): unknown =>
      look.cards?.map(({ processes, remapPending, temperature }) => [
        processes.is,
        remapPending.is,
        temperature.is,
      ]);
    expect([
      facts(light),
      facts(kept),
      light.modules?.[0]?.sha256,
      withLastFull(light, null) === light,
      [light.events, kept.events?.length],
    ]).toEqual([
      [
        ["unknown", "unknown", "known"],
        ["unknown", "unknown", "known"],
      ],
      [
        ["known", "known", "known"],
        ["unknown", "unknown", "known"],
      ],
      hash("sha256", "module"),
      true,
      [null, 8],
    ]);
  });

  it("does not hash a module in a light round that was not hashed before", async () => {
    const { modules } = await lookAround(surroundings(LINUX, {}), "light");
    expect(modules?.[0]?.sha256).toBeNull();
  });

  it("a journal that shows this user nothing is not a quiet one", async () => {
    const [empty, dmesg] = await Promise.all([
      lookAround(surroundings(LINUX, { journal: "" }), "full"),
      lookAround(surroundings(LINUX, { journal: "", dmesg: fixture("kernel-quiet.log") }), "full"),
    ]);
    expect([empty.events, dmesg.events]).toEqual([null, []]);
  });
});

describe("elsewhere", () => {
  it("a Mac has its one device from two tools, and none known without the first", async () => {
    const both: Answers = {
      systemProfiler: fixture("apple-system-profiler.json"),
      ioreg: fixture("apple-ioreg.plist"),
    };
    const [mac, blind] = await Promise.all([
      lookAround(surroundings({}, both, "darwin"), "full"),
      lookAround(surroundings({}, { ioreg: fixture("apple-ioreg.plist") }, "darwin"), "full"),
    ]);
    expect([mac.cards?.map(({ name, busy }) => [name, known(busy)]), blind.cards]).toEqual([
      [["Apple M2", 2]],
      null,
    ]);
  });

  it("Windows has what systeminformation says, and is unknown without it", async () => {
    const windows = surroundings({}, { nvidiaReport: REPORT }, "win32");
    const adapter = {
      address: "0000:01:00.0",
      vendorId: 0x10de,
      vendor: "NVIDIA",
      name: "Card\u202e",
      memoryMiB: 1,
      driver: "32.0",
    };
    const [found, blind, other] = await Promise.all([
      lookAround({ ...windows, askWindows: async () => [adapter] }, "full"),
      lookAround(surroundings({}, {}, "win32"), "full"),
      lookAround(surroundings({}, {}, "freebsd"), "full"),
    ]);
    expect([found.cards?.map(({ name, driver }) => [name, known(driver)]), blind.cards, other.cards]).toEqual(
      [[["NVIDIA A100-SXM4-80GB", "580.95.05"]], null, null],
    );
  });
});
