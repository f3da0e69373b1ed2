import type { GpuDrift } from "@casemate/contract";
import type { Look, MachineEvent } from "../look.ts";
import type { Baseline } from "./baseline.ts";
import type { EngineFingerprint } from "../engine/fingerprint.ts";
import { compare, type Change } from "./compare.ts";
import {
  bringsVersion,
  driverPackages,
  firmwarePackages,
  isPrebuilt,
  kernelPackages,
  modulePackages,
} from "./packages.ts";
import { engineDrift } from "./engine-drift.ts";

/** A module's file is written while its package is installed; building one (dkms) takes minutes. */
const BUILD_MS = 30 * 60_000;

interface Known {
  readonly baseline: Baseline;
  readonly look: Look;
  /** What happened after the capture. */
  readonly events: readonly MachineEvent[];
  readonly restarted: boolean;
  readonly newKernel: boolean;
}
type Reason = Pick<GpuDrift, "explained" | "because" | "evidence">;

/**
 * Sets each change since the baseline beside what the machine's own records say happened since: packages, module files, kernel, restarts. Explained
 * means that a record accounts for exactly this change; it does not mean that the change was wanted, and records can be forged by whoever is root.
 */
export function explainDrift(
  baseline: Baseline,
  look: Look,
  engine: EngineFingerprint | null = null,
): readonly GpuDrift[] {
  const since = Date.parse(baseline.capturedAt);
  const until = Date.parse(look.at);
  const known: Known = {
    baseline,
    look,
    events: (look.changes ?? []).filter(({ at }) => Date.parse(at) >= since && Date.parse(at) <= until),
    restarted: baseline.bootId !== null && look.bootId !== null && baseline.bootId !== look.bootId,
    newKernel: baseline.kernel !== null && look.kernel !== null && baseline.kernel !== look.kernel,
  };
  return [
    ...compare(baseline, look).map((change) => ({ ...change, ...explain(change, known) })),
    ...engineDrift(baseline.engine, engine, known.restarted),
  ];
}

function explain(change: Change, known: Known): Reason {
  if (known.look.changes === null && !["device", "machine"].includes(change.section))
    return unexplained(
      known.look.platform === "linux"
        ? "The records of package managers could not be read, so nothing explains this."
        : "This system keeps no record of updates that Casemate can read. If it was updated since, that is the likely cause.",
    );
  switch (change.section) {
    case "device":
      return explainDevice(change, known);
    case "identity":
      return change.what === "driver" || change.what === "firmware"
        ? explainVersion(change, known)
        : unexplained(identityWords(change.what));
    case "module":
      return explainModule(change, known);
    case "node":
      return explainNode(known);
    case "protection":
      return explainProtection(change, known);
    case "machine":
      return unexplained("Nothing on a machine explains that it runs under another hypervisor than before.");
  }
}

function identityWords(what: string): string {
  return what === "vbios"
    ? "No package changes the firmware on the card; somebody flashed it, or it is another card."
    : "Nothing but another card, or changed firmware on it, changes this.";
}

/** Nothing that a machine writes down accounts for a card that came or went; a restart is only when it could have happened. */
function explainDevice({ before }: Change, { restarted, look }: Known): Reason {
  if (!restarted)
    return unexplained(
      before === null
        ? "The machine was not restarted since the baseline, so nobody can have opened it for this."
        : "The machine was not restarted since the baseline: the card, its driver or its link failed.",
    );
  return {
    ...unexplained(
      before === null
        ? "The machine was restarted in between, and no record says who put a card in or handed it on."
        : "The machine was restarted in between, and no record says whether somebody took the card out or it failed.",
    ),
    evidence: [`Start of the machine: ${look.bootId ?? ""}`.slice(0, 200)],
  };
}

/** The new version, to its last number, is that of a driver package which was installed since. */
function explainVersion({ what, after }: Change, { events, newKernel, look }: Known): Reason {
  const packages = driverPackages(events);
  const matching = after === null ? [] : packages.filter((one) => bringsVersion(one, after));
  if (matching.length > 0)
    return explained("The package manager installed this version since the baseline.", lines(matching));
  // A driver inside the kernel carries the kernel's version.
  if (newKernel && after !== null && look.kernel !== null && after.endsWith(` ${look.kernel}`))
    return explainKernel(events, look);
  const firmware = what === "firmware" ? firmwarePackages(events) : [];
  if (firmware.length > 0)
    return {
      ...unexplained("Firmware was installed since the baseline; the record does not say which version."),
      evidence: lines(firmware),
    };
  return unexplained(
    packages.length === 0
      ? "No driver package was installed since the baseline."
      : "Driver packages were installed since the baseline, but none of this version.",
  );
}

function explainKernel(events: readonly MachineEvent[], look: Look): Reason {
  const matching = look.kernel === null ? [] : kernelPackages(events, look.kernel);
  return matching.length > 0
    ? explained(
        "The machine started another kernel, which the package manager installed since.",
        lines(matching),
      )
    : unexplained("The machine started another kernel, and no record says that one was installed.");
}

/** Modules that come with the kernel; where one has a version of its own, it comes from elsewhere (dkms). */
const OF_KERNEL: ReadonlySet<string> = new Set(["nouveau", "amdgpu", "radeon", "i915", "xe"]);

function explainModule(change: Change, known: Known): Reason {
  const { events, look, baseline } = known;
  const name = change.what.split(" ")[0] ?? "";
  const now = look.modules?.find((module) => module.name === name);
  const before = baseline.modules?.find((module) => module.name === name);
  const own = modulePackages(events, name);
  const kernels = look.kernel === null ? [] : kernelPackages(events, look.kernel);
  const inside = OF_KERNEL.has(name) && (now?.version ?? null) === null;
  if (change.before === null || change.after === null)
    return explainPresence(known, [...own, ...(inside ? kernels : [])]);
  if (change.what.endsWith(" version")) return explainVersion(change, known);
  const version = now?.version ?? null;
  const kept = version !== null && version === before?.version;
  const brought = [
    ...own.filter(
      (one) =>
        version !== null &&
        (bringsVersion(one, version) || (isPrebuilt(one) && (kept || isInstalled(events, version)))),
    ),
    // A module from outside the kernel is built anew for another kernel, and keeps its version.
    ...(inside || (known.newKernel && kept) ? kernels : []),
  ];
  const written = now?.changedAt ?? null;
  const near = brought.filter(
    ({ at }) => written !== null && Math.abs(Date.parse(at) - Date.parse(written)) <= BUILD_MS,
  );
  return near.length > 0
    ? explained(
        `The module's file was written at ${written ?? ""}, while these packages were installed.`,
        lines(near),
      )
    : unexplained(
        "The module changed, and no package that brings it was installed when its file was written.",
      );
}

/** Whether a package of the driver says that this version was installed. */
function isInstalled(events: readonly MachineEvent[], version: string): boolean {
  return driverPackages(events).some((one) => bringsVersion(one, version));
}

/** A module that came or went. */
function explainPresence({ restarted }: Known, packages: readonly MachineEvent[]): Reason {
  if (packages.length === 0)
    return unexplained("A driver was loaded or removed without any package that brings it.");
  return restarted
    ? explained("Packages that bring it were installed, and the machine was restarted.", lines(packages))
    : unexplained("Packages that bring it were installed, but the machine was not restarted since.");
}

/** Device files follow the cards and modules. */
function explainNode(known: Known): Reason {
  const others = compare(known.baseline, known.look).filter(
    ({ section }) => section === "device" || section === "module",
  );
  const because = others.map((other) => explain(other, known));
  return because.length > 0 && because.every((reason) => reason.explained)
    ? explained(
        "Device files follow the cards and drivers that changed.",
        because.flatMap(({ evidence }) => evidence).slice(0, 10),
      )
    : unexplained("A device file came or went without an explained change of card or driver.");
}

function explainProtection({ card, after }: Change, { baseline, restarted }: Known): Reason {
  const before = baseline.cards.find(({ address, name }) => (address ?? name) === card);
  return restarted && after !== null && before?.eccPending === (after === "on")
    ? explained("It was already set to change with the next start when the baseline was captured.", [])
    : unexplained("Somebody with administrator rights switched it; no record says who.");
}

function explained(because: string, evidence: readonly string[]): Reason {
  return { explained: true, because, evidence: [...evidence] };
}
function unexplained(because: string): Reason {
  return { explained: false, because, evidence: [] };
}
function lines(events: readonly MachineEvent[]): string[] {
  return events.slice(-10).map(({ line }) => line);
}
