import * as z from "zod";
import { clearer, MAX_TEXT, readingOf, UNKNOWN, type Reading } from "./sources/reading.ts";

/** Cards in one machine; more is not an answer. */
export const MAX_CARDS = 64;
/** Sources that can know of one card: the system's files, and vendors' tools. */
const MAX_SOURCES = 8;
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

export const FACT_NAMES = Object.keys(facts) as (keyof typeof facts)[];
const source = z.string().max(MAX_TEXT);

export const Card = z.strictObject({
  /** PCI address "0000:01:00.0"; null where there is none (Apple). */
  address: z.string().max(20).nullable(),
  vendorId: z.int().nullable(),
  vendor: z.string().max(MAX_TEXT).nullable(),
  name: z.string().max(MAX_TEXT).nullable(),
  /** Which sources know of this card. */
  seenBy: z.array(source).max(MAX_SOURCES),
  /** Which source told each known fact: two of them can spell one fact in two ways. */
  by: z.partialRecord(z.enum(FACT_NAMES), source),
  ...facts,
});
export type Card = z.output<typeof Card>;

type Facts = { [Name in keyof typeof facts]: Card[Name] };
export type FactName = keyof Facts;

/** A card of which only this is known. */
export function cardOf(known: Partial<Card>): Card {
  const unknown = Object.fromEntries(FACT_NAMES.map((name) => [name, UNKNOWN])) as unknown as Facts;
  return {
    address: null,
    vendorId: null,
    vendor: null,
    name: null,
    seenBy: [],
    by: {},
    ...unknown,
    ...known,
  };
}

/** The same card, with the mark of the source that told it. Facts that already have a finer mark keep it. */
export function toldBy(source: string, card: Card): Card {
  const told = FACT_NAMES.filter((name) => card[name].is === "known");
  return {
    ...card,
    seenBy: [source],
    by: Object.fromEntries(told.map((name) => [name, card.by[name] ?? source])),
  };
}

/** One card from what two sources say of it; where both know something, the first. */
export function joinCards(first: Card, second: Card): Card {
  const from = (name: FactName): Card =>
    clearer<unknown>(first[name], second[name]) === first[name] ? first : second;
  const joined = Object.fromEntries(FACT_NAMES.map((name) => [name, from(name)[name]])) as unknown as Facts;
  return {
    address: first.address ?? second.address,
    vendorId: first.vendorId ?? second.vendorId,
    vendor: first.vendor ?? second.vendor,
    name: first.name ?? second.name,
    seenBy: [...new Set([...first.seenBy, ...second.seenBy])].slice(0, MAX_SOURCES),
    by: Object.fromEntries(
      FACT_NAMES.flatMap((name) => {
        const source = from(name).by[name];
        return source === undefined ? [] : [[name, source]];
      }),
    ),
    ...joined,
  };
}

/** The value when it is known. */
export function known<T>(reading: Reading<T>): T | null {
  return reading.is === "known" ? reading.value : null;
}
