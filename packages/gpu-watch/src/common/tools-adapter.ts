import * as z from "zod";
import { pciAddress, vendorName, type Adapter } from "./adapter.ts";

/** Cards in one machine; more is not an answer. */
const MAX_CARDS = 64;
const MAX_TEXT = 1000;

const text = z.string().max(MAX_TEXT).optional().catch(undefined);
const Controller = z.object({
  vendor: text,
  model: text,
  name: text,
  vendorId: text,
  busAddress: text,
  pciBus: text,
  vram: z.number().nonnegative().nullish().catch(undefined),
  memoryTotal: z.number().nonnegative().nullish().catch(undefined),
  driverVersion: text,
});

/** The part of systeminformation's `graphics()` that we read. It parses the text of other programs: nothing in it is trusted. */
export const Graphics = z.object({ controllers: z.array(Controller).max(MAX_CARDS) });

/** null when the answer does not have the agreed shape. */
export function readGraphics(answer: unknown): readonly Adapter[] | null {
  const parsed = Graphics.safeParse(answer);
  return parsed.success ? parsed.data.controllers.map(toAdapter) : null;
}

function toAdapter({
  vendor,
  model,
  name,
  vendorId,
  busAddress,
  pciBus,
  vram,
  memoryTotal,
  driverVersion,
}: z.output<typeof Controller>): Adapter {
  const id = /^0x([0-9a-f]{4})$/i.exec(vendorId ?? "")?.[1];
  const number = id === undefined ? null : Number.parseInt(id, 16);
  return {
    address: pciAddress(busAddress ?? "") ?? pciAddress(pciBus ?? ""),
    vendorId: number,
    vendor: full(vendor) ?? (number === null ? null : vendorName(number)),
    name: full(name) ?? full(model),
    // 0 is systeminformation's "not known".
    memoryMiB: [memoryTotal, vram].find((value) => typeof value === "number" && value > 0) ?? null,
    driver: full(driverVersion),
  };
}

function full(value: string | undefined): string | null {
  return value === undefined || value.trim() === "" ? null : value;
}
