import type { AdapterFacts } from "./device.ts";
import * as z from "zod";

const name = z.string().max(200);

/** A card as the vendor's tools and the system know it. */
export const KnownCard = z.strictObject({
  name,
  vendorId: z.int().nullable(),
  /** "10de:2204"; null: unknown. */
  device: name.nullable(),
  freeBytes: z.number().nonnegative().nullable(),
});
export type KnownCard = z.output<typeof KnownCard>;

/** Names of vendors as WebGPU adapters give them (dawn/src/dawn/gpu_info.json), by PCI number. */
const VENDORS: ReadonlyMap<string, number> = new Map([
  ["nvidia", 0x10de],
  ["amd", 0x1002],
  ["intel", 0x8086],
  ["apple", 0x106b],
  ["qualcomm", 0x5143],
]);

/** The one card that an adapter can be; null when there is none, or when it could be several. */
export function cardOfAdapter(facts: AdapterFacts, cards: readonly KnownCard[]): KnownCard | null {
  if (facts.software) return null;
  const vendor = VENDORS.get(facts.vendor.toLowerCase());
  const number = /^0x([0-9a-f]{1,4})$/i.exec(facts.device)?.[1];
  const device =
    vendor === undefined || number === undefined
      ? null
      : `${vendor.toString(16).padStart(4, "0")}:${number.toLowerCase().padStart(4, "0")}`;
  const possible = cards.filter(
    (card) =>
      card.vendorId === vendor &&
      (device === null || card.device === null || card.device.toLowerCase() === device),
  );
  const [only, ...others] = possible;
  return only !== undefined && others.length === 0 ? only : null;
}
