import type { GpuCheck } from "@casemate/contract";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { withLastFull } from "../common/keep-full.ts";
import type { Look } from "../common/look.ts";
import { faultsOf, MACHINES, removeRoots, withFaults, type Machine } from "../test/machines.ts";
import { baselineOf, check } from "../test/scenes.ts";
import { lookAround, type Depth } from "./look-around.ts";

afterEach(removeRoots);

/** For each of eleven machines and three properties; each run looks around twice. */
const RUNS = 25;
const CALM = new Set(["pass", "unknown", "not_applicable"]);

/** Probes that found something that they did not find before. */
function worse(before: GpuCheck, after: GpuCheck): string[] {
  const was = new Map(before.probes.map(({ id, status }) => [id, status]));
  return after.probes
    .filter(({ id, status }) => !CALM.has(status) && was.get(id) !== status)
    .map(({ id, status, sentence }) => `${id} ${status}: ${sentence}`);
}

describe.each(Object.entries(MACHINES))("%s, unchanged", (_name, machine) => {
  const faults = fc.subarray([...faultsOf(machine)]);
  const how = fc.nat(3);
  const depth = fc.constantFrom<Depth>("light", "full");
  const second = async (first: Look, gone: string[], way: number, deep: Depth): Promise<Look> => {
    const around = withFaults(machine, gone, way);
    // A light round takes the digests of modules that a full one of the same process has read.
    if (deep === "light") await lookAround(around, "full");
    const look = await lookAround(around, deep);
    return deep === "full" ? look : withLastFull(look, first);
  };

  it("tells nothing in a second round of either kind", async () => {
    const first = await lookAround(withFaults(machine, []), "full");
    const baseline = baselineOf(first);
    const before = check(first, { baseline });
    for (const deep of ["light", "full"] as const) {
      const after = check(await second(first, [], 0, deep), { baseline });
      const blind = ({ probes }: GpuCheck): string[] =>
        probes.filter(({ status }) => status === "unknown").map(({ id }) => id);
      expect([after.drift, blind(after), worse(before, after)]).toEqual([[], blind(before), []]);
    }
  });

  it("tells nothing as a change, whatever does not answer in the second round", async () => {
    const first = await lookAround(withFaults(machine, []), "full");
    const baseline = baselineOf(first);
    const before = check(first, { baseline });
    await fc.assert(
      fc.asyncProperty(faults, how, depth, async (gone, way, deep) => {
        const after = check(await second(first, gone, way, deep), { baseline });
        expect([after.drift, worse(before, after)]).toEqual([[], []]);
      }),
      { numRuns: RUNS },
    );
  });

  it("tells nothing as a change that came only because more, or others, answer than at capture", async () => {
    await fc.assert(
      fc.asyncProperty(faults, faults, how, depth, async (then, now, way, deep) => {
        const first = await lookAround(withFaults(machine, then, way), "full");
        fc.pre(first.cards !== null);
        const after = check(await second(first, now, way, deep), { baseline: baselineOf(first) });
        expect(after.drift).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("a tool that fails", () => {
  const said = async (name: string, gone: string[], how: number, deep: Depth): Promise<unknown[]> => {
    const machine = MACHINES[name]!;
    const first = await lookAround(withFaults(machine, []), "full");
    const around = withFaults(machine, gone, how);
    if (deep === "light") await lookAround(around, "full");
    const look = await lookAround(around, deep);
    const { verdict, probes } = check(deep === "full" ? look : withLastFull(look, first), {
      baseline: baselineOf(first),
    });
    return [verdict, probes.find(({ id }) => id === "driver")?.sentence];
  };

  it("makes what it told unknown, and says that it failed", async () => {
    expect([
      // The second machine's files were written anew, and a light round hashes none.
      await said("one NVIDIA card", ["nvidiaQuery"], 1, "light"),
      await said("one NVIDIA card", ["nvidiaReport"], 2, "full"),
      await said("one AMD card", ["amdMetric"], 1, "full"),
    ]).toEqual([
      [
        "unknown",
        "Not compared with the baseline: driver, vbios, firmware, inforom, partNumber, uuid, subsystem, virtualization of 0000:01:00.0 (from nvidia-smi). nvidia-smi --query-gpu: It did not answer within 10 seconds.",
      ],
      [
        "unknown",
        "Not compared with the baseline: driver, vbios, firmware, inforom, partNumber, uuid, subsystem, virtualization of 0000:01:00.0 (from nvidia-smi). nvidia-smi -q -x: It ended with code 18.",
      ],
      [
        "unknown",
        "Not compared with the baseline: driver, vbios, firmware of 0000:03:00.0 (from amd-smi). amd-smi: It did not answer within 10 seconds.",
      ],
    ]);
  });

  it("leaves a change of what others tell a change", async () => {
    const machine = MACHINES["one AMD card"]!;
    const baseline = baselineOf(await lookAround(withFaults(machine, []), "full"));
    const path = "sys/devices/pci0000:00/0000:03:00.0/unique_id";
    const other = { ...machine, files: { ...machine.files, [path]: "1111111111111111\n" } };
    const { drift, verdict } = check(await lookAround(withFaults(other, ["amdStatic", "rocm"]), "full"), {
      baseline,
    });
    expect([verdict, drift.map(({ what, before, after }) => [what, before, after])]).toEqual([
      "critical",
      [["uuid", "5f1c3a9be2d47081", "1111111111111111"]],
    ]);
  });

  it("leaves one of two devices of one name that is gone a change", async () => {
    const machine = MACHINES["a Mac with two devices of one name"]!;
    const one = MACHINES["a Mac"]!;
    const baseline = baselineOf(await lookAround(withFaults(machine, []), "full"));
    const { drift } = check(await lookAround(withFaults(one, []), "full"), { baseline });
    expect(drift.map(({ section, before, after }) => [section, before, after])).toEqual([
      ["device", "Apple M2", null],
    ]);
  });
});

describe("what did change", () => {
  /** The same machine, with one text in the place of another everywhere. */
  const after = (name: string, text: string, other: string): Machine => {
    const { files, answers, ...rest } = MACHINES[name]!;
    const changed = <Of extends object>(of: Of): Of =>
      JSON.parse(JSON.stringify(of).replaceAll(text, other)) as Of;
    return { ...rest, files: changed(files), answers: changed(answers) };
  };
  const told = async (name: string, text: string, other: string): Promise<unknown[]> => {
    const first = await lookAround(withFaults(MACHINES[name]!, []), "full");
    const baseline = baselineOf(first);
    const around = withFaults(after(name, text, other), []);
    const full = await lookAround(around, "full");
    const light = withLastFull(await lookAround(around, "light"), first);
    return [light, full].map((look) =>
      check(look, { baseline })
        .drift.filter(({ section }) => section === "identity")
        .map(({ what, before, after: now }) => [what, before, now]),
    );
  };

  it("is told in the next round that asks for it, by whom it was told before", async () => {
    expect([
      await told("one NVIDIA card", "580.95.05", "580.105.08"),
      await told("one NVIDIA card", "92.00.36.00.02", "92.00.36.00.03"),
      await told("one AMD card", "5f1c3a9be2d47081", "5f1c3a9be2d47082"),
      await told("one AMD card", "022.001.002.009.000001", "022.001.002.009.000002"),
    ]).toEqual([
      [
        [["driver", "580.95.05", "580.105.08"]],
        // Its firmware has the driver's version, and only the report tells it.
        [
          ["driver", "580.95.05", "580.105.08"],
          ["firmware", "580.95.05", "580.105.08"],
        ],
      ],
      [[["vbios", "92.00.36.00.02", "92.00.36.00.03"]], [["vbios", "92.00.36.00.02", "92.00.36.00.03"]]],
      [
        [["uuid", "5f1c3a9be2d47081", "5f1c3a9be2d47082"]],
        [["uuid", "5f1c3a9be2d47081", "5f1c3a9be2d47082"]],
      ],
      // AMD's tools are asked in full rounds only.
      [[], [["firmware", "022.001.002.009.000001", "022.001.002.009.000002"]]],
    ]);
  });

  it("since a baseline that does not say who told what cannot be known, and is not called a change", async () => {
    const look = await lookAround(withFaults(MACHINES["one NVIDIA card"]!, []), "full");
    const whole = baselineOf(look);
    const old = {
      ...whole,
      sources: null,
      cards: whole.cards.map((card) => ({ ...card, seenBy: [], by: {} })),
    };
    const { verdict, drift, probes } = check(look, { baseline: old });
    expect([verdict, drift, probes.find(({ id }) => id === "driver")?.sentence]).toEqual([
      "unknown",
      [],
      "Not compared with the baseline: driver, vbios, firmware, inforom, partNumber, uuid, device, subsystem, virtualization of 0000:01:00.0 (from an earlier version that did not write down who told them).",
    ]);
  });
});
