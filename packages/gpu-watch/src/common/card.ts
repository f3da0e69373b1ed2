import * as z from "zod";
import { clearer, MAX_TEXT, readingOf, UNKNOWN, type Reading } from "./sources/reading.ts";

/** Cards in one machine; more is not an answer. */
export const MAX_CARDS = 64;
/** Processes on one card that are listed. */
export const MAX_PROCESSES = 256;

export const Process = z.strictObject({
  pid: z.int().positive(),
  /** Chosen by whoever started it; made safe to show. */
  name: z.string().max(MAX_TEXT),
  /** null: the driver does not say (Windows, containers). */
  usedMiB: z.number().nonnegative().nullable(),
});
export type Process = z.output<typeof Process>;

const text = readingOf(z.string().max(MAX_TEXT));
const number = readingOf(z.number());
const flag = readingOf(z.boolean());

/** What can be known about a card. Temperatures in degrees Celsius, powers in watts, clocks in MHz, memory in MiB. */
const facts = {
  driver: text,
  vbios: text,
  /** Firmware besides the VBIOS: GSP, InfoROM, microcode. */
  firmware: text,
  /** Configuration memory of the board (NVIDIA InfoROM image). */
  inforom: text,
  partNumber: text,
  uuid: text,
  /** PCI numbers "10de:20b2", and the same of the board's maker. */
  device: text,
  subsystem: text,
  eccOn: flag,
  eccPending: flag,
  /** Since the driver was loaded, and over the card's life. */
  correctedNow: number,
  uncorrectedNow: number,
  correctedEver: number,
  uncorrectedEver: number,
  retiredPages: number,
  retirementPending: flag,
  remappedRows: number,
  remapPending: flag,
  remapFailed: flag,
  linkGen: number,
  linkGenMax: number,
  linkWidth: number,
  linkWidthMax: number,
  replays: number,
  /** Reasons for which the card runs slower than it could, in the vendor's words. */
  throttle: readingOf(z.array(z.string().max(80)).max(40)),
  temperature: number,
  /** The card slows down from here. */
  temperatureLimit: number,
  memoryTemperature: number,
  power: number,
  powerLimit: number,
  powerDefault: number,
  clock: number,
  clockMax: number,
  memoryTotal: number,
  memoryUsed: number,
  memoryFree: number,
  /** Revolutions of the fan in a minute. */
  fan: number,
  /** Loads over 0 to 100. */
  busy: number,
  processes: readingOf(z.array(Process).max(MAX_PROCESSES)),
  /** "none", or how a hypervisor hands the card to this machine, in the driver's words. */
  virtualization: text,
};

export const Card = z.strictObject({
  /** PCI address "0000:01:00.0"; null where there is none (Apple). */
  address: z.string().max(20).nullable(),
  vendorId: z.int().nullable(),
  vendor: z.string().max(MAX_TEXT).nullable(),
  name: z.string().max(MAX_TEXT).nullable(),
  ...facts,
});
export type Card = z.output<typeof Card>;

export const FACT_NAMES = Object.keys(facts) as (keyof typeof facts)[];
type Facts = { [Name in keyof typeof facts]: Card[Name] };
export type FactName = keyof Facts;

/** A card of which only this is known. */
export function cardOf(known: Partial<Card>): Card {
  const unknown = Object.fromEntries(FACT_NAMES.map((name) => [name, UNKNOWN])) as unknown as Facts;
  return { address: null, vendorId: null, vendor: null, name: null, ...unknown, ...known };
}

/** One card from what two sources say of it; where both know something, the first. */
export function joinCards(first: Card, second: Card): Card {
  const joined = Object.fromEntries(
    FACT_NAMES.map((name) => [name, clearer<unknown>(first[name], second[name])]),
  ) as unknown as Facts;
  return {
    address: first.address ?? second.address,
    vendorId: first.vendorId ?? second.vendorId,
    vendor: first.vendor ?? second.vendor,
    name: first.name ?? second.name,
    ...joined,
  };
}

/** The value when it is known. */
export function known<T>(reading: Reading<T>): T | null {
  return reading.is === "known" ? reading.value : null;
}
