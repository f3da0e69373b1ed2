import { Time } from "@casemate/contract";
import * as z from "zod";
import { FACT_NAMES, known, MAX_CARDS, type Card } from "../card.ts";
import { EngineFingerprint } from "../engine/fingerprint.ts";
import { CpuTiming } from "../timing.ts";
import { answered, DRIVER_MODULES, KernelModule, MAX_SOURCES, type Look } from "../look.ts";
import { MAX_TEXT } from "../sources/reading.ts";

/** First line of the file, and part of what is signed. */
export const BASELINE_TITLE = "casemate-gpu-baseline/v1";
const MAX_NAMES = 512;

const text = z.string().max(MAX_TEXT).nullable();
const number = z.number().nullable();

/** What says which card it is and what runs on it. null: was not known at capture, so it cannot be compared. */
const identity = {
  driver: text,
  vbios: text,
  firmware: text,
  inforom: text,
  partNumber: text,
  uuid: text,
  device: text,
  subsystem: text,
  virtualization: text,
};
/** What only grows, and is compared by how much. */
const counters = { uncorrectedEver: number, retiredPages: number, remappedRows: number, replays: number };
/** What the card could do on that day. */
const envelope = { linkWidth: number, linkGenMax: number, powerLimit: number, memoryTotal: number };

export const IDENTITY_NAMES = Object.keys(identity) as (keyof typeof identity)[];

const BaselineCard = z.strictObject({
  address: text,
  name: text,
  vendorId: z.int().nullable(),
  identity: z.strictObject(identity),
  eccOn: z.boolean().nullable(),
  eccPending: z.boolean().nullable(),
  counters: z.strictObject(counters),
  envelope: z.strictObject(envelope),
  /** Which sources knew of the card, and which told each fact. Empty in files written before this existed: nothing of them is compared. */
  seenBy: z.array(z.string().max(MAX_TEXT)).max(MAX_SOURCES).default([]),
  by: z.partialRecord(z.enum(FACT_NAMES), z.string().max(MAX_TEXT)).default({}),
});
export type BaselineCard = z.output<typeof BaselineCard>;

/** What a machine's accelerators were when a person said: like this it is right. */
export const Baseline = z.strictObject({
  capturedAt: Time,
  platform: z.string().max(MAX_TEXT),
  kernel: text,
  bootId: text,
  hypervisor: text,
  cards: z.array(BaselineCard).max(MAX_CARDS),
  /** null: could not be listed at capture. */
  modules: z
    .array(KernelModule.omit({ changedAt: true }))
    .max(DRIVER_MODULES.length)
    .nullable(),
  nodes: z.array(z.string().max(MAX_TEXT)).max(MAX_NAMES).nullable(),
  /** Names of programs that used a card. */
  processes: z.array(z.string().max(MAX_TEXT)).max(MAX_NAMES),
  /** null, also where a file of before does not have it: the engine was not asked at capture. */
  engine: EngineFingerprint.nullable().default(null),
  timing: CpuTiming.nullable().default(null),
  /** What answered at capture: a card that only others know of can have been there. null: a file written before this existed. */
  sources: z.array(z.string().max(MAX_TEXT)).max(MAX_SOURCES).nullable().default(null),
});
export type Baseline = z.output<typeof Baseline>;

/** All sections out of one look; null when nobody could look at the cards: a baseline of what was not seen would say "nothing" for "unknown". */
export function captureBaseline(
  look: Look,
  { engine, timing }: Pick<Baseline, "engine" | "timing">,
): Baseline | null {
  if (look.cards === null) return null;
  const processes = look.cards.flatMap((card) => known(card.processes)?.map(({ name }) => name) ?? []);
  return {
    capturedAt: look.at,
    platform: look.platform,
    kernel: look.kernel,
    bootId: look.bootId,
    hypervisor: look.hypervisor,
    cards: look.cards.map(captureCard),
    modules:
      look.modules?.map(({ name, version, srcversion, sha256 }) => ({ name, version, srcversion, sha256 })) ??
      null,
    nodes: look.nodes?.toSorted() ?? null,
    processes: [...new Set(processes)].sort().slice(0, MAX_NAMES),
    engine,
    timing,
    sources: answered(look),
  };
}

/** Every fact that is written down: those of which it matters who told them. */
export const CAPTURED_NAMES = [
  ...IDENTITY_NAMES,
  "eccOn",
  "eccPending",
  ...(Object.keys(counters) as (keyof typeof counters)[]),
  ...(Object.keys(envelope) as (keyof typeof envelope)[]),
] as const;

function captureCard(card: Card): BaselineCard {
  const pick = <Name extends keyof Card>(names: readonly Name[]): Record<Name, unknown> =>
    Object.fromEntries(names.map((name) => [name, known(card[name] as Card["driver"])])) as Record<
      Name,
      unknown
    >;
  return BaselineCard.parse({
    address: card.address,
    name: card.name,
    vendorId: card.vendorId,
    identity: pick(IDENTITY_NAMES),
    eccOn: known(card.eccOn),
    eccPending: known(card.eccPending),
    counters: pick(Object.keys(counters) as (keyof typeof counters)[]),
    envelope: pick(Object.keys(envelope) as (keyof typeof envelope)[]),
    seenBy: card.seenBy,
    by: Object.fromEntries(
      CAPTURED_NAMES.flatMap((name) => {
        const source = card.by[name];
        return source === undefined || known<unknown>(card[name]) === null ? [] : [[name, source]];
      }),
    ),
  });
}

/** What computed and which words came out; likelihoods stay out, they may differ in their last digits. */
function engineText({ backend, driver, commit, processor, model, steps }: EngineFingerprint): unknown[] {
  return [backend, driver, commit, processor, model, steps.map(({ token }) => token)];
}

/**
 * What a person approves when a baseline is replaced: everything but counters, times, loads and programs, and the findings that it takes for granted.
 * One text for one state.
 */
export function fingerprintText(baseline: Baseline, granted: readonly string[] = []): string {
  return JSON.stringify([
    baseline.platform,
    baseline.kernel,
    baseline.hypervisor,
    baseline.cards.map(({ address, name, vendorId, identity: of, eccOn }) => [
      address,
      name,
      vendorId,
      IDENTITY_NAMES.map((one) => of[one]),
      eccOn,
    ]),
    baseline.modules?.map(({ name, version, srcversion, sha256 }) => [name, version, srcversion, sha256]) ??
      null,
    baseline.nodes,
    ...(baseline.engine === null ? [] : [engineText(baseline.engine)]),
    ...(granted.length === 0 ? [] : [{ granted }]),
  ]);
}
