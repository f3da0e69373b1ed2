/** One display or compute device as one source saw it. null = that source cannot tell. */
export interface Adapter {
  /** PCI address "0000:01:00.0", lower case; null where the source has none. */
  readonly address: string | null;
  /** PCI vendor number, for example 0x10de. */
  readonly vendorId: number | null;
  readonly vendor: string | null;
  readonly name: string | null;
  readonly memoryMiB: number | null;
  readonly driver: string | null;
}

/** Vendors of accelerators by PCI number (PCI-SIG). */
const VENDORS: ReadonlyMap<number, string> = new Map([
  [0x10de, "NVIDIA"],
  [0x1002, "AMD"],
  [0x8086, "Intel"],
  [0x106b, "Apple"],
  [0x5143, "Qualcomm"],
  [0x1da3, "Habana"],
]);

/** Screens that virtual machines and server boards pretend to have. They cannot compute. */
const DISPLAY_ONLY: ReadonlySet<number> = new Set([
  0x1234, // Bochs, QEMU
  0x1b36, // QXL
  0x1013, // Cirrus
  0x15ad, // VMware
  0x80ee, // VirtualBox
  0x1af4, // virtio
  0x1a03, // ASPEED
  0x102b, // Matrox
  0x1414, // Hyper-V
]);

export function vendorName(id: number): string {
  return VENDORS.get(id) ?? `vendor 0x${id.toString(16).padStart(4, "0")}`;
}

/** The number of a vendor that a system names in words ("Advanced Micro Devices, Inc."); null for any other. */
export function vendorIdOf(words: string): number | null {
  return VENDOR_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}
const VENDOR_WORDS: readonly (readonly [RegExp, number])[] = [
  [/\bNVIDIA\b/i, 0x10de],
  [/\b(?:Advanced Micro Devices|AMD|ATI)\b/i, 0x1002],
  [/\bIntel\b/i, 0x8086],
  [/\bQualcomm\b/i, 0x5143],
];

export function isDisplayOnly({ vendorId }: Pick<Adapter, "vendorId">): boolean {
  return vendorId !== null && DISPLAY_ONLY.has(vendorId);
}

/** "01:00.0", "00000000:01:00.0" and "0000:01:00.0" are one address; null for anything else. */
export function pciAddress(text: string): string | null {
  const match = /^(?:[0-9a-f]{0,4}([0-9a-f]{4}):)?([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/.exec(
    text.trim().toLowerCase(),
  );
  return match ? `${match[1] ?? "0000"}:${match[2] ?? ""}` : null;
}
