import { describe, expect, it } from "vitest";
import type { Adapter } from "./adapter.ts";
import { combine, NOT_CHECKED } from "./detection.ts";
import { gpuContract } from "./gpu-contract.ts";
import { readGraphics } from "./tools-adapter.ts";

const CARD: Adapter = {
  address: "0000:01:00.0",
  vendorId: 0x10de,
  vendor: "NVIDIA",
  name: "NVIDIA device 0x2330",
  memoryMiB: null,
  driver: "nvidia 580.95.05",
};
const SCREEN: Adapter = {
  address: "0000:00:02.0",
  vendorId: 0x1234,
  vendor: "vendor 0x1234",
  name: null,
  memoryMiB: null,
  driver: "bochs-drm",
};

describe("combine", () => {
  it("takes name and memory from the tools, vendor and driver from the kernel", () => {
    const tools = readGraphics({
      controllers: [
        {
          vendor: "NVIDIA Corporation",
          model: "GH100",
          name: "NVIDIA H100",
          busAddress: "01:00.0",
          pciBus: "00000000:01:00.0",
          vram: 81559,
          memoryTotal: 81559,
          driverVersion: "580",
        },
      ],
      displays: [],
    });
    expect(combine([CARD], tools)).toEqual({
      gpus: [{ name: "NVIDIA H100", vendor: "NVIDIA", memoryMiB: 81559, driver: "nvidia 580.95.05" }],
      note: NOT_CHECKED,
    });
  });

  it("tells none, unknown, left out and late apart", () => {
    const late = "The vendor tools did not answer in time, so names and memory may be missing.";
    expect([
      combine([], []),
      combine(null, []),
      combine(null, null),
      combine([SCREEN], []),
      combine([CARD], null),
    ]).toEqual([
      { gpus: [], note: `No accelerator found; models run on the processor. ${NOT_CHECKED}` },
      {
        gpus: null,
        note: `Could not look for accelerators: neither the system's files nor its tools answered. ${NOT_CHECKED}`,
      },
      {
        gpus: null,
        note: `Could not look for accelerators: neither the system's files nor its tools answered. ${NOT_CHECKED}`,
      },
      {
        gpus: [],
        note: `No accelerator found; models run on the processor. Left out 1 display adapter that cannot compute. ${NOT_CHECKED}`,
      },
      {
        gpus: [
          { name: "NVIDIA device 0x2330", vendor: "NVIDIA", memoryMiB: null, driver: "nvidia 580.95.05" },
        ],
        note: `${late} ${NOT_CHECKED}`,
      },
    ]);
  });

  it("keeps what the tools say within the contract, whatever they say", () => {
    const hostile = {
      vendor: "V\u0000\u202e".repeat(300),
      model: "m".repeat(1000),
      vendorId: "0x10DE",
      busAddress: "../../etc",
      vram: -5,
      memoryTotal: "lots",
      driverVersion: "\ud800",
    };
    const answer = combine(null, readGraphics({ controllers: [hostile, { model: 5 }, {}] }));
    const parsed = gpuContract["gpu.detect"].output.safeParse(answer);
    expect([
      parsed.success,
      answer.gpus?.length,
      answer.gpus?.[0]?.memoryMiB,
      ["\u0000", "\u202e"].some((text) =>
        JSON.stringify(answer.gpus).includes(JSON.stringify(text).slice(1, -1)),
      ),
    ]).toEqual([true, 3, null, false]);
  });

  it.each([
    [undefined],
    [null],
    ["text"],
    [{}],
    [{ controllers: "none" }],
    [{ controllers: Array.from({ length: 65 }, () => ({})) }],
  ])("takes %j for no answer", (answer) => {
    expect(readGraphics(answer)).toBeNull();
  });
});
