import { GpuCheck } from "@casemate/contract";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cardOf, joinCards, type Card } from "../common/card.ts";
import { PROBES } from "../common/probes/run-probes.ts";
import { readIoreg } from "../common/sources/ioreg.ts";
import { readSystemProfiler } from "../common/sources/system-profiler.ts";
import { fixture } from "./fixtures.ts";
import { ANSWER_OK, baselineOf, cardsOf, check, CPU_OK, lookOf, statusOf } from "./scenes.ts";

const HEALTHY = cardsOf("nvidia-datacentre-v12.xml");
const healthyCard = HEALTHY[0]!;
const with_ = (change: Partial<Card>): Card[] => [{ ...healthyCard, ...change }];
const is = <T>(value: T) => ({ is: "known", value, raw: String(value) }) as const;
const UNKNOWN = { is: "unknown", raw: "" } as const;
const NONE = { is: "none", raw: "N/A" } as const;

/** One probe's status for a changed card, compared with a baseline of the healthy one. */
function statusWith(
  id: string,
  change: Partial<Card>,
  extra: Parameters<typeof lookOf>[1] = {},
): string | undefined {
  return statusOf(check(lookOf(with_(change), extra), { baseline: baselineOf(lookOf(HEALTHY)) }))[id];
}

/** What is not about cards. */
const OF_MACHINE = new Set(["cpu_known_answer", "engine", "stored_models", "timing"]);

describe("probes", () => {
  it("are all in the list, one in each file", () => {
    const folder = join(import.meta.dirname, "../common/probes");
    const files = readdirSync(folder).filter((name) =>
      readFileSync(join(folder, name), "utf8").includes(": Probe = {"),
    );
    const listed = [...readFileSync(join(folder, "registry.ts"), "utf8").matchAll(/from "\.\/(.+)"/g)].map(
      ([, name]) => name,
    );
    expect([listed.toSorted(), new Set(PROBES.map(({ id }) => id)).size]).toEqual([
      files.toSorted(),
      files.length,
    ]);
  });

  it("find nothing wrong with a healthy card that is the one of the baseline", () => {
    const look = lookOf(HEALTHY);
    const { verdict, score, probes, drift } = check(look, {
      baseline: baselineOf(look),
      answer: ANSWER_OK,
    });
    expect([verdict, score, [...new Set(probes.map(({ status }) => status))], drift]).toEqual([
      "healthy",
      0,
      ["pass"],
      [],
    ]);
  });

  it("know nothing without a baseline that says what should be", () => {
    const found = check(lookOf(HEALTHY));
    expect([found.verdict, statusOf(found)["inventory"], statusOf(found)["driver"]]).toEqual([
      "unknown",
      "unknown",
      "unknown",
    ]);
  });

  it("say none where there is none, and unknown where nobody could look", () => {
    const none = check(lookOf([], { modules: [], nodes: [], events: null }));
    const blind = check(lookOf(null, { modules: null, nodes: null, events: null, hypervisor: null }));
    expect([
      none.verdict,
      none.accelerators,
      none.sentence,
      [...new Set(none.probes.filter(({ id }) => !OF_MACHINE.has(id)).map(({ status }) => status))],
      blind.verdict,
      blind.accelerators,
      [...new Set(blind.probes.filter(({ id }) => !OF_MACHINE.has(id)).map(({ status }) => status))],
    ]).toEqual([
      "healthy",
      0,
      "There is no accelerator: models run on the processor, which computed its known answers exactly.",
      ["not_applicable"],
      "unknown",
      null,
      ["unknown"],
    ]);
  });

  it.each<[string, string, Partial<Card>, string]>([
    ["an error that was not corrected", "ecc", { uncorrectedNow: is(1) }, "critical"],
    ["one more in the card's life than at the capture", "ecc", { uncorrectedEver: is(1) }, "critical"],
    ["a row that could not be replaced", "ecc", { remapFailed: is(true) }, "critical"],
    ["many corrected errors", "ecc", { correctedNow: is(101) }, "warning"],
    ["as many as are ordinary", "ecc", { correctedNow: is(100) }, "pass"],
    ["memory that waits to be taken out of use", "ecc", { remapPending: is(true) }, "warning"],
    ["more rows taken out of use", "ecc", { remappedRows: is(1) }, "warning"],
    ["error correction switched off", "ecc", { eccOn: is(false) }, "warning"],
    ["error correction that is gone since the baseline", "ecc", { eccOn: NONE }, "warning"],
    [
      "wrong bits on a card that says that it corrects nothing",
      "ecc",
      { eccOn: NONE, uncorrectedNow: is(9) },
      "critical",
    ],
    ["a counter that the baseline knows and nobody tells", "ecc", { uncorrectedEver: UNKNOWN }, "unknown"],
    ["rows of which only some is told", "ecc", { remapFailed: NONE }, "unknown"],
    ["a VBIOS that the baseline knows and nobody tells", "driver", { vbios: NONE }, "unknown"],
    ["a UUID that the baseline knows and nobody tells", "driver", { uuid: UNKNOWN }, "unknown"],
    ["heat without a limit", "operation", { temperature: is(150), temperatureLimit: UNKNOWN }, "unknown"],
    [
      "programs that take more than is in use",
      "memory",
      { memoryUsed: is(100), processes: is([{ pid: 5, name: "x", usedMiB: 50_000 }]) },
      "unknown",
    ],
    ["a card that is handed in", "virtual_machine", { virtualization: is("Pass-Through") }, "warning"],
    ["a card that is handed on", "virtual_machine", { virtualization: is("Host VGPU") }, "warning"],
    ["a card of which that is not told", "virtual_machine", { virtualization: NONE }, "unknown"],
    ["error correction that is not told", "ecc", { eccOn: UNKNOWN }, "unknown"],
    ["counters that are not told", "ecc", { uncorrectedNow: UNKNOWN }, "unknown"],
    ["a narrow link", "link", { linkWidth: is(4) }, "warning"],
    ["a link that repeats itself", "link", { replays: is(1001) }, "warning"],
    ["an unknown link", "link", { linkWidth: UNKNOWN }, "unknown"],
    ["unknown repeats", "link", { replays: UNKNOWN }, "unknown"],
    ["heat at the limit", "operation", { temperature: is(89) }, "warning"],
    ["heat below it", "operation", { temperature: is(88) }, "pass"],
    ["a card that slows itself down", "operation", { throttle: is(["hw_thermal_slowdown"]) }, "warning"],
    ["a card that idles", "operation", { throttle: is(["gpu_idle"]) }, "pass"],
    ["a raised power limit", "operation", { powerLimit: is(600) }, "warning"],
    [
      "nothing told about heat and clocks",
      "operation",
      { temperature: UNKNOWN, throttle: UNKNOWN },
      "unknown",
    ],
    [
      "a program that is new",
      "processes",
      { processes: is([{ pid: 9, name: "miner", usedMiB: 10 }]) },
      "warning",
    ],
    ["programs that are not told", "processes", { processes: UNKNOWN }, "unknown"],
    ["memory that nobody accounts for", "memory", { memoryUsed: is(30_000) }, "warning"],
    [
      "memory that a program accounts for",
      "memory",
      { memoryUsed: is(30_000), processes: is([{ pid: 9, name: "x", usedMiB: 29_900 }]) },
      "pass",
    ],
    ["more memory in use than there is", "memory", { memoryUsed: is(90_000) }, "unknown"],
    [
      "a program that does not say what it takes",
      "memory",
      { processes: is([{ pid: 9, name: "x", usedMiB: null }]) },
      "unknown",
    ],
    ["another VBIOS", "driver", { vbios: is("92.00.36.00.03") }, "critical"],
    ["a driver that is not told", "driver", { driver: UNKNOWN }, "unknown"],
  ])("%s: %s", (_name, id, change, status) => {
    expect(statusWith(id, change)).toBe(status);
  });

  it.each([
    ["nothing", [], "pass"],
    ["an application's error", [{ kind: "xid", code: 31 }], "warning"],
    ["a hang", [{ kind: "hang", code: null }], "warning"],
    ["an uncorrectable memory error", [{ kind: "xid", code: 48 }], "critical"],
    ["a card that fell off the bus", [{ kind: "lost", code: null }], "critical"],
    ["a reset that failed", [{ kind: "reset_failed", code: null }], "critical"],
  ] as const)("the driver's reports: %s", (_name, found, status) => {
    const events = found.map((one) => ({ ...one, address: null, line: "NVRM" }));
    expect(statusWith("events", {}, { events })).toBe(status);
  });

  it("a log that cannot be read is unknown", () => {
    expect(statusWith("events", {}, { events: null })).toBe("unknown");
  });

  it("a virtual machine: told once, accepted in the baseline, and a reason to stop when it is new", () => {
    const look = lookOf(HEALTHY, { hypervisor: "KVM or QEMU" });
    expect([
      statusOf(check(look))["virtual_machine"],
      statusOf(check(look, { baseline: baselineOf(look) }))["virtual_machine"],
      statusWith("virtual_machine", {}, { hypervisor: "KVM or QEMU" }),
      statusWith("virtual_machine", {}, { hypervisor: null }),
    ]).toEqual(["warning", "pass", "critical", "unknown"]);
  });

  const adviceOf = (card: Partial<Card>): (string | null | undefined)[] => {
    const found = check(lookOf([cardOf({ address: "0000:01:00.0", ...card })]), { runtime: { pids: [5] } });
    const probe = found.probes.find(({ id }) => id === "advisories");
    return [probe?.status, probe?.status === "warning" ? probe.remedy : null];
  };

  it("LeftoverLocals is told while somebody else is on an affected card, or nobody knows", () => {
    const stranger = { processes: is([{ pid: 6, name: "game", usedMiB: 1 }]) };
    const amd = { vendorId: 0x1002, name: "AMD Radeon RX 7900 XT" };
    const close = "End the other programs while a model works";
    expect([
      adviceOf({ ...amd, ...stranger }),
      adviceOf({ ...amd, processes: is([{ pid: 5, name: "ours", usedMiB: 1 }]) }),
      adviceOf(amd),
      adviceOf({ vendorId: 0x1010, ...stranger }),
      adviceOf({ vendorId: 0x106b, name: "Apple M2", ...stranger }),
      adviceOf({ vendorId: 0x106b, name: "Apple M2" }),
      adviceOf({ vendorId: 0x106b, name: "Apple M3 Max" }),
      adviceOf({ vendorId: 0x8086, name: "Arc", ...stranger }),
    ]).toEqual([
      [
        "warning",
        `${close}, or switch on process isolation of the driver (amd-smi set --process-isolation 1 as administrator).`,
      ],
      ["pass", null],
      ["unknown", null],
      ["warning", `${close}, and install the newest driver of the card's maker.`],
      ["warning", `${close}: this chip has no switch against it.`],
      ["unknown", null],
      ["pass", null],
      ["pass", null],
    ]);
  });

  it("GPUHammer is told of GDDR6 that could correct errors and does not, and of nothing else", () => {
    const of = (name: string | null, eccOn: Card["eccOn"], vendorId = 0x10de): unknown =>
      adviceOf({ name, vendorId, eccOn, processes: is([]) })[0];
    const [on, off] = [is(true), is(false)];
    const GDDR6 = ["NVIDIA RTX A6000", "NVIDIA L40S", "NVIDIA A10", "Tesla T4", "Quadro RTX 8000"];
    const ADA = ["NVIDIA RTX 6000 Ada Generation", "NVIDIA RTX 4000 SFF Ada Generation"];
    const OTHERS = [
      "NVIDIA A100-SXM4-80GB",
      "NVIDIA H200",
      "NVIDIA B200",
      "Tesla V100-SXM2-16GB",
      "NVIDIA GeForce RTX 4090",
      "NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition",
    ];
    const statuses = (names: string[], eccOn: Card["eccOn"]): unknown[] => [
      ...new Set(names.map((name) => of(name, eccOn))),
    ];
    expect([
      statuses([...GDDR6, ...ADA], off),
      statuses([...GDDR6, ...ADA], on),
      statuses([...GDDR6, ...ADA], UNKNOWN),
      statuses([...GDDR6, ...ADA], NONE),
      statuses(OTHERS, off),
      statuses(OTHERS, UNKNOWN),
      of("NVIDIA Of Tomorrow", off),
      of("NVIDIA Of Tomorrow", NONE),
      of(null, UNKNOWN),
      of("AMD Instinct MI300X", off, 0x1002),
    ]).toEqual([
      ["warning"],
      ["pass"],
      ["unknown"],
      ["unknown"],
      ["pass"],
      ["pass"],
      "unknown",
      "pass",
      "unknown",
      "pass",
    ]);
  });

  it("how to switch error correction on is said in the words of the card's maker", () => {
    const remedy = (vendorId: number): string | null | undefined =>
      check(lookOf([cardOf({ name: "a card", vendorId, eccOn: is(false) })])).probes.find(
        ({ id }) => id === "ecc",
      )?.remedy;
    expect([0x10de, 0x1002, 0x8086].map((vendor) => remedy(vendor)?.includes("nvidia-smi"))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("name the tool that is missing, and call nothing healthy without it", () => {
    const look = lookOf(HEALTHY, {
      sources: [
        { name: "nvidia-smi -q -x", state: "absent", why: "It is not installed in a system folder." },
      ],
    });
    const { verdict, sentence, reasons } = check(look, { baseline: baselineOf(look) });
    expect([verdict, sentence.includes("nvidia-smi told nothing."), reasons[0]]).toEqual([
      "unknown",
      true,
      expect.stringMatching(/^nvidia-smi told nothing\. It is not installed .* Install nvidia-smi /),
    ]);
  });

  it("say in the verdict when nobody knows whether the card's results are right", () => {
    const look = lookOf(HEALTHY);
    const of = (answer: typeof ANSWER_OK | null): unknown[] => {
      const { verdict, sentence } = check(look, { baseline: baselineOf(look), answer });
      return [verdict, sentence.includes("was not shown")];
    };
    expect([of(null), of(ANSWER_OK)]).toEqual([
      ["healthy", true],
      ["healthy", false],
    ]);
  });

  it.each([
    ["the kernel's log", { events: null }],
    ["the hypervisor", { hypervisor: null }],
    ["modules", { modules: null }],
  ])("call nothing healthy where %s could not be read", (_name, change) => {
    expect(check(lookOf(HEALTHY, change), { baseline: baselineOf(lookOf(HEALTHY)) }).verdict).toBe("unknown");
  });

  it("a processor that is wrong once is critical, one that does not answer unknown", () => {
    const of = (cpu: typeof CPU_OK | null): unknown[] => {
      const found = check(lookOf([]), { cpu });
      return [found.verdict, statusOf(found)["cpu_known_answer"]];
    };
    expect([of({ ...CPU_OK, wrong: 1 }), of(null), of({ ...CPU_OK, products: 0 })]).toEqual([
      ["critical", "critical"],
      ["unknown", "unknown"],
      ["unknown", "unknown"],
    ]);
  });

  it("come to a verdict on a Mac, where Linux's files and records do not exist", () => {
    const [device, accelerator] = [
      readSystemProfiler(fixture("apple-system-profiler.json")),
      readIoreg(fixture("apple-ioreg.plist")),
    ];
    const card = joinCards(
      (device.ok ? device.value[0] : null) ?? cardOf({}),
      (accelerator.ok ? accelerator.value[0] : null) ?? cardOf({}),
    );
    const look = lookOf([card], {
      platform: "darwin",
      modules: null,
      nodes: null,
      events: null,
      changes: null,
      kernel: null,
      bootId: null,
      hypervisor: null,
    });
    const newer = { ...look, cards: [{ ...card, driver: is("325.0") }] };
    const [same, changed] = [
      check(look, { baseline: baselineOf(look) }),
      check(newer, { baseline: baselineOf(look) }),
    ];
    expect([
      same.verdict,
      statusOf(same),
      changed.verdict,
      changed.drift.map(({ explained }) => explained),
    ]).toEqual([
      "healthy",
      {
        inventory: "pass",
        known_answer: "unknown",
        driver: "pass",
        ecc: "not_applicable",
        events: "unknown",
        link: "not_applicable",
        operation: "unknown",
        processes: "unknown",
        memory: "not_applicable",
        advisories: "unknown",
        virtual_machine: "unknown",
        cpu_known_answer: "pass",
        engine: "pass",
        stored_models: "pass",
        timing: "pass",
      },
      "warning",
      [false],
    ]);
  });

  it("answer within the contract for every fixture of a card", () => {
    const files = [
      "nvidia-failing-v12.xml",
      "nvidia-consumer-two-v11.xml",
      "nvidia-workstation-ecc-off-v13.xml",
      "nvidia-eight-v12.xml",
      "nvidia-passed-through-v12.xml",
    ];
    const verdicts = files.map((file) => {
      const look = lookOf(cardsOf(file));
      const found = check(look, { baseline: baselineOf(look) });
      return [GpuCheck.safeParse(found).success, found.verdict];
    });
    expect(verdicts).toEqual([
      [true, "critical"],
      [true, "healthy"],
      [true, "warning"],
      [true, "healthy"],
      [true, "healthy"],
    ]);
  });
});
