import type { GpuDrift } from "@casemate/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyText } from "./any-text.ts";
import { IDENTITY_NAMES } from "../common/baseline/baseline.ts";
import { compare } from "../common/baseline/compare.ts";
import { explainDrift } from "../common/baseline/explain.ts";
import type { Card } from "../common/card.ts";
import type { Look } from "../common/look.ts";
import { readPackageLog } from "../common/sources/package-log.ts";
import { baselineOf, CAPTURED, cardsOf, check, lookOf, NOW, packageEvent } from "./scenes.ts";

const CARDS = cardsOf("nvidia-datacentre-v12.xml");
const BASELINE = baselineOf(lookOf(CARDS));
const is = (value: string) => ({ is: "known", value, raw: value }) as const;
const changed = (change: Partial<Card>, look: Partial<Look> = {}): Look =>
  lookOf([{ ...CARDS[0]!, ...change }], look);
const short = (drift: readonly GpuDrift[]): unknown[] =>
  drift.map(({ section, what, explained }) => [section, what, explained]);

const NEW_DRIVER = changed({ driver: is("580.105.08") });

describe("drift", () => {
  it("is nothing when nothing changed, and unknown facts are no change", () => {
    const unknown = { is: "unknown", raw: "" } as const;
    expect([
      compare(BASELINE, lookOf(CARDS)),
      compare(
        BASELINE,
        changed(
          { vbios: unknown, driver: unknown, eccOn: unknown },
          { nodes: null, modules: null, hypervisor: null },
        ),
      ),
      compare(BASELINE, lookOf(null, { nodes: null, modules: null })),
    ]).toEqual([[], [], []]);
  });

  it("is not that the system loads the rest of a driver, or counts device files anew after a restart", () => {
    const [nvidia] = lookOf(CARDS).modules ?? [];
    const uvm = (version: string): Look =>
      changed(
        {},
        {
          modules: [nvidia!, { ...nvidia!, name: "nvidia_uvm", version }],
          nodes: ["/dev/nvidia0", "/dev/nvidia-uvm", "/dev/nvidiactl"],
        },
      );
    const before = baselineOf(lookOf(CARDS, { nodes: ["/dev/dri/card0", "/dev/dri/renderD128"] }));
    const dri = (nodes: string[], bootId: string): unknown[] =>
      compare(before, lookOf(CARDS, { nodes, bootId })).map(({ what, after }) => [what, after]);
    expect([
      compare(BASELINE, uvm("580.95.05")),
      compare(BASELINE, uvm("1.0")).map(({ what }) => what),
      compare(baselineOf(uvm("580.95.05")), lookOf(CARDS)),
      dri(["/dev/dri/card1", "/dev/dri/renderD128"], "boot-2"),
      dri(["/dev/dri/card1", "/dev/dri/renderD128"], "boot-1"),
      dri(["/dev/dri/card0", "/dev/dri/card1", "/dev/dri/renderD128"], "boot-2"),
    ]).toEqual([
      [],
      ["nvidia_uvm"],
      [],
      [],
      [
        ["/dev/dri/card0", null],
        ["/dev/dri/card1", "there"],
      ],
      [["/dev/dri/card1", "there"]],
    ]);
  });

  it("names exactly the fact that changed, whichever it is", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...IDENTITY_NAMES),
        fc.stringMatching(/^[a-z0-9.]{1,20}$/),
        (name, value) => {
          fc.pre(![null, value].includes(BASELINE.cards[0]!.identity[name]));
          const drift = explainDrift(BASELINE, changed({ [name]: is(value) }));
          expect(
            drift.map(({ section, what, before, after, explained }) => [
              section,
              what,
              before,
              after,
              explained,
            ]),
          ).toEqual([["identity", name, BASELINE.cards[0]!.identity[name], value, false]]);
        },
      ),
    );
  });

  it.each<[string, Look, boolean]>([
    [
      "a driver that the package manager installed",
      { ...NEW_DRIVER, changes: [packageEvent("nvidia-driver", "580.105.08-1")] },
      true,
    ],
    [
      "with an epoch and a build",
      { ...NEW_DRIVER, changes: [packageEvent("nvidia-kernel-dkms", "1:580.105.08-1~deb13u1")] },
      true,
    ],
    ["a driver without any package", NEW_DRIVER, false],
    [
      "a driver, and a package of another version",
      { ...NEW_DRIVER, changes: [packageEvent("nvidia-driver", "580.95.06-1")] },
      false,
    ],
    [
      "a driver, and a version that only ends like it",
      { ...NEW_DRIVER, changes: [packageEvent("nvidia-driver", "1580.105.08-1")] },
      false,
    ],
    [
      "a driver, and another program of that version",
      { ...NEW_DRIVER, changes: [packageEvent("vim", "580.105.08-1")] },
      false,
    ],
    [
      "a package from before the baseline",
      { ...NEW_DRIVER, changes: [packageEvent("nvidia-driver", "580.105.08", "2026-10-01T00:00:00.000Z")] },
      false,
    ],
    [
      "a package from the future",
      { ...NEW_DRIVER, changes: [packageEvent("nvidia-driver", "580.105.08", "2027-10-01T00:00:00.000Z")] },
      false,
    ],
    ["records that cannot be read", { ...NEW_DRIVER, changes: null }, false],
    [
      "a VBIOS, whatever was installed",
      changed({ vbios: is("99.0") }, { changes: [packageEvent("linux-firmware", "99.0")] }),
      false,
    ],
    ["error correction, switched", changed({ eccOn: { is: "known", value: false, raw: "Disabled" } }), false],
    [
      "error correction, switched and restarted",
      changed({ eccOn: { is: "known", value: false, raw: "Disabled" } }, { bootId: "boot-2" }),
      false,
    ],
    ["another hypervisor", changed({}, { hypervisor: "Xen" }), false],
    ["a card that is gone, machine not restarted", lookOf([]), false],
    ["a card that is gone, machine restarted", lookOf([], { bootId: "boot-2" }), false],
    [
      "a card that came, machine restarted",
      lookOf([...CARDS, { ...CARDS[0]!, address: "0000:09:00.0" }], { bootId: "boot-2" }),
      false,
    ],
    ["a card that came while it ran", lookOf([...CARDS, { ...CARDS[0]!, address: "0000:09:00.0" }]), false],
    [
      "a device file alone",
      changed({}, { nodes: ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia1"] }),
      false,
    ],
  ])("%s", (_name, look, explained) => {
    const drift = explainDrift(BASELINE, look);
    expect([drift.length > 0, [...new Set(drift.map((one) => one.explained))]]).toEqual([true, [explained]]);
  });

  it("follows a kernel update from the package to the module", () => {
    const look = changed(
      {},
      {
        kernel: "6.12.63",
        bootId: "boot-2",
        modules: [
          {
            name: "nvidia",
            version: "580.95.05",
            srcversion: "ABC",
            sha256: "b".repeat(64),
            changedAt: "2026-11-20T08:01:00.000Z",
          },
        ],
      },
    );
    expect([
      short(
        explainDrift(BASELINE, {
          ...look,
          changes: [packageEvent("linux-image-6.12.63+deb13-amd64", "6.12.63-1")],
        }),
      ),
      short(
        explainDrift(BASELINE, {
          ...look,
          changes: [packageEvent("linux-image-6.12.60+deb13-amd64", "6.12.60-1", "2026-11-03T00:00:00.000Z")],
        }),
      ),
      short(explainDrift(BASELINE, { ...look, changes: [] })),
    ]).toEqual([
      [["module", "nvidia sha256", true]],
      [["module", "nvidia sha256", false]],
      [["module", "nvidia sha256", false]],
    ]);
  });

  it("a module's file is explained by packages of that moment only", () => {
    const look = (changedAt: string): Look =>
      changed(
        {},
        {
          modules: [
            { name: "nvidia", version: "580.95.05", srcversion: "ABC", sha256: "b".repeat(64), changedAt },
          ],
          changes: [packageEvent("nvidia-kernel-dkms", "580.95.05-2")],
        },
      );
    expect([
      short(explainDrift(BASELINE, look("2026-11-20T08:10:00.000Z"))),
      short(explainDrift(BASELINE, look("2026-11-20T23:10:00.000Z"))),
    ]).toEqual([[["module", "nvidia sha256", true]], [["module", "nvidia sha256", false]]]);
  });

  it("says the words of S39: explained is a warning, unexplained stops", () => {
    const explained = { ...NEW_DRIVER, changes: [packageEvent("nvidia-driver", "580.105.08-1")] };
    const [one, other] = [
      check(explained, { baseline: BASELINE }),
      check(NEW_DRIVER, { baseline: BASELINE }),
    ];
    expect([one.verdict, other.verdict, one.drift[0]?.evidence, one.reasons[0]]).toEqual([
      "warning",
      "critical",
      ["upgrade nvidia-driver 580.105.08-1"],
      "Driver, firmware and kernel modules: Explained: driver of 0000:01:00.0 was 580.95.05 and is 580.105.08. The package manager installed this version since the baseline.",
    ]);
  });

  it("no event before the capture or after the look ever explains anything, and no event makes a change go away", () => {
    const event = fc.record({
      name: fc.constantFrom("nvidia-driver", "linux-image-amd64", "vim", "mesa-libs"),
      version: fc.constantFrom("580.105.08", "6.12.63-1", "1.0"),
      at: fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const changes = events.map(({ name, version, at }) => packageEvent(name, version, at.toISOString()));
        const between = changes.filter(({ at }) => at >= CAPTURED && at <= NOW);
        const drift = explainDrift(BASELINE, { ...NEW_DRIVER, changes });
        expect(short(drift)).toEqual(short(explainDrift(BASELINE, { ...NEW_DRIVER, changes: between })));
        expect(drift.map(({ what, after }) => [what, after])).toEqual([["driver", "580.105.08"]]);
      }),
    );
  });
});

describe("package managers' logs", () => {
  it("are read in their three forms", () => {
    const log = [
      "2026-11-20 09:58:01 startup archives unpack",
      "2026-11-20 09:58:01 upgrade nvidia-driver:amd64 580.95.05-1 580.105.08-1",
      "2026-11-20 09:58:09 status installed nvidia-driver:amd64 580.105.08-1",
      "[2026-11-20T10:00:00+0100] [ALPM] upgraded linux (6.12.1.arch1-1 -> 6.12.2.arch1-1)",
      "[2026-11-20T10:00:01+0100] [ALPM] running '30-systemd-update.hook'...",
      "2026-11-20T10:00:02+0100 SUBDEBUG Upgrade: kernel-core-6.12.2-200.fc43.x86_64",
      "2026-11-20T10:00:02Z INFO --- logging initialized ---",
    ].join("\n");
    expect(readPackageLog(log, 60).map(({ at, name, version }) => [at, name, version])).toEqual([
      ["2026-11-20T08:58:01.000Z", "nvidia-driver", "580.105.08-1"],
      ["2026-11-20T09:00:00.000Z", "linux", "6.12.2.arch1-1"],
      ["2026-11-20T09:00:02.000Z", "kernel-core", "6.12.2-200.fc43"],
    ]);
  });

  it("never throw, and never give a time or a name that is none", () => {
    const part = fc.oneof(
      anyText(),
      fc.constantFrom(
        "2026-99-99 99:99:99 upgrade a:b 1 2",
        "2026-11-20 09:58:01 upgrade \u202ename 1 2",
        "[2026-11-20T10:00:00+9999] [ALPM] installed x (1)",
      ),
    );
    fc.assert(
      fc.property(fc.array(part), (lines) => {
        const events = readPackageLog(lines.join("\n"), 0);
        expect(
          events.every(
            ({ at, name, line }) => !Number.isNaN(Date.parse(at)) && !/[\p{Cc}\p{Cf}]/u.test(name + line),
          ),
        ).toBe(true);
      }),
    );
  });
});
