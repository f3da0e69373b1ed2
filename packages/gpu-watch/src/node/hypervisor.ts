import { join } from "node:path";
import { UNNAMED, type Look } from "../common/look.ts";
import { firstLine, readEnd } from "./files.ts";

const MAX_CPUINFO_BYTES = 64 * 1024;
/** Where the firmware names the machine, in the order of systemd-detect-virt (src/basic/virt.c). */
const DMI_FILES = ["product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version"];

/** Beginnings of names that only virtual machines give themselves (the table of systemd-detect-virt). They count whatever the processor says. */
const MACHINES: readonly (readonly [RegExp, string])[] = [
  [/^(?:KVM|QEMU|Bochs|OpenStack|KubeVirt)/, "KVM or QEMU"],
  [/^(?:VMware|VMW)/, "VMware"],
  [/^(?:VirtualBox|innotek GmbH)/, "VirtualBox"],
  [/^(?:Hyper-V|Virtual Machine)/, "Hyper-V"],
  [/^Xen/, "Xen"],
  [/^Parallels/, "Parallels"],
  [/^BHYVE/, "bhyve"],
  [/^Apple Virtualization/, "Apple Virtualization"],
];
/** Makers that also lend whole machines or sell notebooks: they count only where the processor says that there is a hypervisor. */
const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/^Google/, "Google Compute Engine"],
  [/^Amazon EC2/, "Amazon EC2"],
];

/**
 * What this machine runs in, by the processor's flag (CPUID 1, ECX bit 31) and by the names in the firmware's tables. Who runs the outer machine chooses
 * both. "none" only where both could be read and neither says so; null where that is not known.
 */
export function readHypervisor(root: string): Pick<Look, "hypervisor" | "hypervisorBy"> {
  const flags = /^flags\s*:(.*)$/m.exec(
    readEnd(join(root, "proc/cpuinfo"), MAX_CPUINFO_BYTES, "begin") ?? "",
  )?.[1];
  const flagged = flags === undefined ? null : / hypervisor(?: |$)/.test(flags);
  const named = DMI_FILES.flatMap((name) => nameIn(root, name, flagged === true))[0];
  const by = [
    ...(flagged === true ? ["the processor's flag"] : []),
    ...(named ? [`the firmware's ${named.file}`] : []),
  ];
  if (by.length > 0) return { hypervisor: named?.maker ?? UNNAMED, hypervisorBy: by.join(" and ") };
  const read = DMI_FILES.some((name) => firstLine(join(root, "sys/class/dmi/id", name)) !== null);
  return { hypervisor: flagged === null || !read ? null : "none", hypervisorBy: null };
}

function nameIn(
  root: string,
  file: string,
  flagged: boolean,
): { readonly file: string; readonly maker: string }[] {
  const line = firstLine(join(root, "sys/class/dmi/id", file)) ?? "";
  const maker = [...MACHINES, ...(flagged ? MAKERS : [])].find(([pattern]) => pattern.test(line))?.[1];
  return maker === undefined ? [] : [{ file, maker }];
}
