import type { MachineEvent } from "../look.ts";

/** Packages that bring a vendor's driver under the driver's own version: of Debian, Ubuntu, Fedora, Arch and the vendors. */
const DRIVER =
  /^(?:(?:lib)?nvidia(?:-|$)|cuda-drivers(?:-|$)|(?:a?kmod|xorg-x11-drv)-nvidia(?:-|$)|linux-modules-nvidia-|amdgpu(?:-|$))/;
/** Packages with firmware. Their versions are dates: they do not say which versions they bring. */
const FIRMWARE = /^(?:linux-firmware|firmware-|amd-gpu-firmware|nvidia-gpu-firmware|amdgpu-dkms-firmware)/;
/** Packages that bring a kernel with its own modules. Headers, tools and libc's copies of headers bring none. */
const KERNEL =
  /^(?:linux-(?:image|modules)-(?!nvidia-)|linux(?:-lts|-zen|-hardened|-rt|-rt-lts)?$|kernel(?:-rt|-uek|-lt|-ml|-default|-longterm)?(?:-core|-modules|-modules-core|-modules-extra)?$)/;
/** Packages that bring, or bring the source of, one module that is not the kernel's. */
const MODULES: readonly (readonly [module: RegExp, packages: RegExp])[] = [
  [
    /^nvidia/,
    /^(?:nvidia(?:-lts|-open|-open-lts)?$|nvidia-(?:(?:open-|open-gpu-)?kernel|dkms|open-dkms|kmod|open-driver-\S*kmp)|nvidia-(?:legacy|tesla)\S*-kernel|(?:a?kmod)-nvidia|linux-modules-nvidia-)/,
  ],
  [/^amdgpu$/, /^amdgpu-dkms(?:$|-(?!firmware))/],
  [/^(?:i915|xe)$/, /^intel-(?:i915|gpu|platform)\S*-dkms$/],
];

/** Of these events, those about packages of a driver. */
export function driverPackages(events: readonly MachineEvent[]): readonly MachineEvent[] {
  return events.filter(({ name }) => DRIVER.test(name));
}

/** Those about packages of firmware. */
export function firmwarePackages(events: readonly MachineEvent[]): readonly MachineEvent[] {
  return events.filter(({ name }) => FIRMWARE.test(name));
}

/** Those that bring exactly this module from outside the kernel. */
export function modulePackages(events: readonly MachineEvent[], module: string): readonly MachineEvent[] {
  const packages = MODULES.find(([pattern]) => pattern.test(module))?.[1];
  return events.filter(({ name }) => packages?.test(name) === true);
}

/** Ubuntu builds modules itself; these packages have the kernel's version, not the driver's. */
export function isPrebuilt({ name }: MachineEvent): boolean {
  return name.startsWith("linux-modules-nvidia-");
}

/** Those that brought the kernel of this release ("6.12.63+deb13-amd64", "6.12.2-200.fc43.x86_64", "6.12.2-arch1-1"). */
export function kernelPackages(events: readonly MachineEvent[], release: string): readonly MachineEvent[] {
  return events.filter(
    ({ name, version }) =>
      KERNEL.test(name) &&
      (beginsWith(name.replace(/^[a-z-]+-(?=\d)/, ""), release) ||
        (version !== null && beginsWith(dotted(release), dotted(version.replace(/^\d+:/, ""))))),
  );
}

/** Whether a text begins with a version that ends there: "6.12.63" does not begin with "6.12.6". */
function beginsWith(text: string, version: string): boolean {
  return text.startsWith(version) && !/^\.?\d/.test(text.slice(version.length));
}

function dotted(version: string): string {
  return version.replace(/[^0-9a-z]+/gi, ".");
}

/**
 * Whether a package of this version ("1:580.95.05-1~deb13u1") brings this version of a driver ("580.95.05", "nvidia 580.95.05"), to its last number.
 * AMD's packages add the number of their release ("6.14.14.30100100").
 */
export function bringsVersion({ name, version }: MachineEvent, wanted: string): boolean {
  const number = /^(?:[a-z][a-z0-9_]* )?(\d+(?:\.\d+)+)$/.exec(wanted)?.[1];
  if (number === undefined || version === null) return false;
  const upstream = version.replace(/^\d+:/, "").replace(/[-~+].*$/, "");
  return upstream === number || (name.startsWith("amdgpu") && upstream.startsWith(`${number}.`));
}
