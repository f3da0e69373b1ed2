import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainDrift } from "../common/baseline/explain.ts";
import type { KernelModule, Look, MachineEvent } from "../common/look.ts";
import { baselineOf, cardsOf, check, lookOf, packageEvent } from "./scenes.ts";

const CARDS = cardsOf("nvidia-datacentre-v12.xml");
const [CARD] = CARDS;
const NVIDIA: KernelModule = {
  name: "nvidia",
  version: "580.95.05",
  srcversion: "ABC",
  sha256: "a".repeat(64),
  changedAt: "2026-11-20T08:05:00.000Z",
};
const AMDGPU: KernelModule = { ...NVIDIA, name: "amdgpu", version: null };
const BEFORE = baselineOf(lookOf(CARDS, { modules: [NVIDIA, AMDGPU] }));
/** Written when the packages of `packageEvent` came. */
const OTHER = { srcversion: "EVIL", sha256: "e".repeat(64) };
const NEW_KERNEL = { kernel: "6.12.63+deb13-amd64", bootId: "boot-2" };
const KERNEL = packageEvent("linux-image-6.12.63+deb13-amd64", "6.12.63-1");

/** What of these changes is explained, by what is told. */
function explained(
  modules: readonly Partial<KernelModule>[],
  changes: readonly MachineEvent[],
  more: Partial<Look> = {},
): string[] {
  const [nvidia = {}, amdgpu = {}] = modules;
  const look = lookOf(CARDS, {
    modules: [
      { ...NVIDIA, ...nvidia },
      { ...AMDGPU, ...amdgpu },
    ],
    changes: [...changes],
    ...more,
  });
  return explainDrift(BEFORE, look).flatMap(({ what, explained: is }) => (is ? [what] : []));
}

describe("a kernel's package", () => {
  it("explains modules that come with it, and those that were built anew for it and kept their version", () => {
    expect([
      explained([{}, OTHER], [KERNEL], NEW_KERNEL),
      explained([OTHER], [KERNEL], NEW_KERNEL),
      explained([{ ...OTHER, version: "470.1.1" }], [KERNEL], NEW_KERNEL),
      explained([{}, OTHER], [packageEvent("linux-image-6.12.6-amd64", "6.12.6-1")], NEW_KERNEL),
      explained([{}, OTHER], [packageEvent("linux-image-6.12.630-amd64", "6.12.630-1")], NEW_KERNEL),
      // Another one than it was when that kernel was installed.
      explained([{}, { ...OTHER, changedAt: "2026-11-21T08:00:00.000Z" }], [KERNEL], NEW_KERNEL),
      explained([OTHER], [KERNEL]),
    ]).toEqual([
      ["amdgpu srcversion", "amdgpu sha256"],
      ["nvidia srcversion", "nvidia sha256"],
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  it.each([
    ["kernel-core", "6.12.2-200.fc43", "6.12.2-200.fc43.x86_64", true],
    ["kernel-modules-core", "0:6.12.2-200.fc43", "6.12.2-200.fc43.x86_64", true],
    ["kernel-core", "6.12.2-20.fc43", "6.12.2-200.fc43.x86_64", false],
    ["kernel-tools", "6.12.2-200.fc43", "6.12.2-200.fc43.x86_64", false],
    ["linux", "6.12.2.arch1-1", "6.12.2-arch1-1", true],
    ["linux-lts", "6.12.2-1", "6.12.2-1-lts", true],
    ["linux-headers", "6.12.2.arch1-1", "6.12.2-arch1-1", false],
    ["linux-image-unsigned-6.8.0-60-generic", "6.8.0-60.63", "6.8.0-60-generic", true],
    ["linux-headers-6.8.0-60-generic", "6.8.0-60.63", "6.8.0-60-generic", false],
  ])("%s %s, when %s runs: %s", (name, version, kernel, is) => {
    expect(
      explained([{}, OTHER], [packageEvent(name, version)], { kernel, bootId: "boot-2" }).length > 0,
    ).toBe(is);
  });
});

describe("a module of a driver", () => {
  it.each([
    ["nvidia-kernel-dkms", "580.95.05-2", true],
    ["nvidia-kernel-open-dkms", "580.95.05-1~deb13u1", true],
    ["nvidia-dkms-580-open", "580.95.05-0ubuntu1", true],
    ["kmod-nvidia-open-dkms", "3:580.95.05-1.fc43", true],
    ["linux-modules-nvidia-580-6.12.57-generic", "6.12.57-60.63", true],
    ["nvidia-kernel-dkms", "580.95.06-1", false],
    ["nvidia-kernel-dkms", "580.95.05.1-1", false],
    ["libnvidia-compute-580", "580.95.05-1", false],
  ])("is explained by %s %s: %s", (name, version, is) => {
    expect(explained([OTHER], [packageEvent(name, version)]).length > 0).toBe(is);
  });

  it("is explained in another version only where a package of the driver says which", () => {
    const now = { ...OTHER, version: "580.105.08" };
    const prebuilt = packageEvent("linux-modules-nvidia-580-6.12.57-generic", "6.12.57-61");
    expect([
      explained([now], [packageEvent("nvidia-kernel-dkms", "580.105.08-1")]),
      explained([now], [prebuilt, packageEvent("nvidia-driver-580", "580.105.08-0ubuntu1")]),
      explained([now], [prebuilt]),
    ]).toEqual([
      ["nvidia version", "nvidia srcversion", "nvidia sha256"],
      ["nvidia version", "nvidia srcversion", "nvidia sha256"],
      [],
    ]);
  });

  it("is never explained by packages that bring none, whatever their versions and however near they came", () => {
    const name = fc.constantFrom(
      ...[
        "linux-libc-dev",
        "intel-microcode",
        "amd64-microcode",
        "linux-headers-6.12.57",
        "linux-base",
        "dkms",
      ],
      ...[
        "mesa-vulkan-drivers",
        "libdrm-amdgpu1",
        "firmware-amd-graphics",
        "linux-firmware",
        "rocm-smi",
        "intel-opencl-icd",
      ],
      ...["amdgpu-dkms-firmware", "nvidia-cuda-toolkit", "kernel-tools", "linux-cpupower", "linux-doc"],
    );
    const version = fc.constantFrom("580.95.05-1", "470.1.1-1", "6.12.63-1", "6.12.57-1", "3");
    fc.assert(
      fc.property(fc.array(fc.tuple(name, version)), fc.boolean(), (list, restarted) => {
        const changes = list.map(([of, is]) => packageEvent(of, is));
        expect(explained([OTHER, OTHER], changes, restarted ? NEW_KERNEL : {})).toEqual([]);
      }),
    );
  });
});

describe("firmware", () => {
  const is = (value: string) => ({ is: "known", value, raw: value }) as const;
  const drift = (before: string, after: string, changes: MachineEvent[]) => {
    const cards = (value: string) => [{ ...CARD!, firmware: is(value) }];
    const [one] = explainDrift(baselineOf(lookOf(cards(before))), lookOf(cards(after), { changes }));
    return [one?.explained, one?.evidence];
  };
  it("is explained by a package of its whole version only; the date of a firmware package is evidence, no reason", () => {
    const files = packageEvent("linux-firmware", "20261101-1");
    expect([
      drift("580.95.05", "580.105.08", [packageEvent("nvidia-firmware-580", "580.105.08-0ubuntu1")]),
      drift("580.95.05", "580.105.08", [packageEvent("nvidia-firmware-580", "580.105-1")]),
      drift("SMC 00.65.60.00, RLC 74", "SMC 00.65.60.00, RLC 75", [
        packageEvent("nvidia-x", "00.65.60.00-1"),
      ]),
      drift("SMC 00.65.60.00, RLC 74", "SMC 00.65.60.00, RLC 75", [files]),
    ]).toEqual([
      [true, ["upgrade nvidia-firmware-580 580.105.08-0ubuntu1"]],
      [false, []],
      [false, []],
      [false, ["upgrade linux-firmware 20261101-1"]],
    ]);
  });
});

describe("a restart", () => {
  it("alone explains no card: it is told as what is known of it", () => {
    const more = [...CARDS, { ...CARD!, address: "0000:09:00.0" }];
    const [came, went] = [more, []].map((cards) => {
      const found = check(lookOf(cards, { modules: [NVIDIA, AMDGPU], bootId: "boot-2" }), {
        baseline: BEFORE,
      });
      return [found.verdict, found.drift.map(({ because, evidence }) => [because, evidence])];
    });
    expect([came, went]).toEqual([
      [
        "critical",
        [
          [
            "The machine was restarted in between, and no record says who put a card in or handed it on.",
            ["Start of the machine: boot-2"],
          ],
        ],
      ],
      [
        "warning",
        [
          [
            "The machine was restarted in between, and no record says whether somebody took the card out or it failed.",
            ["Start of the machine: boot-2"],
          ],
        ],
      ],
    ]);
  });
});
