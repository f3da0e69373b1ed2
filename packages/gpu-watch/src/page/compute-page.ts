import type { AdapterFacts } from "../common/webgpu/device.ts";
import { READY, type Asked, type Order } from "../common/webgpu/protocol-text.ts";
import { GpuWork, openDevice } from "./gpu-work.ts";

// The page that computes on the card. It has no network, shows nothing and decides nothing: it is told what to compute through `casemateAsk`, and answers
// through `casemateAnswer`, which the one who opened the page put there. In a hidden window nobody reaches into the page: there `casemateOnAsk` hands over
// what is asked.

declare global {
  var casemateAsk: (text: string) => void;
  var casemateAnswer: ((text: string) => void) | undefined;
  var casemateOnAsk: ((listener: (text: string) => void) => void) | undefined;
}

/** Bytes that become text at once: an argument for each, and engines have limits. */
const STRETCH = 32_768;
const MAX_WHY = 1000;

let work: GpuWork | null = null;
/** Why the device is gone; everything after it fails with this. */
let lost: string | null = null;
/** One after the other, in the order in which they came. */
let last: Promise<void> = Promise.resolve();

globalThis.casemateAsk = (text) => {
  const { id, order } = JSON.parse(text) as Asked;
  last = last.then(() => answer(id, order));
};
globalThis.casemateOnAsk?.(globalThis.casemateAsk);
say(READY);

function say(message: unknown): void {
  globalThis.casemateAnswer?.(JSON.stringify(message));
}

async function answer(id: number, order: Order): Promise<void> {
  try {
    const result = order.do === "open" ? await open() : await compute(order);
    say({ id, ok: true, result: result instanceof Uint8Array ? base64(result) : result });
  } catch (error) {
    const why = lost ?? (error instanceof Error ? error.message : "");
    const code = lost !== null ? "lost" : error instanceof Missing ? error.code : "failed";
    say({ id, ok: false, code, why: why.slice(0, MAX_WHY) });
  }
}

class Missing extends Error {
  readonly code: "no_webgpu" | "no_adapter";
  constructor(code: Missing["code"]) {
    super(code);
    this.code = code;
  }
}

async function open(): Promise<AdapterFacts> {
  // Absent in browsers without it, whatever the types say.
  const gpu = (navigator as { readonly gpu?: GPU }).gpu;
  if (!gpu) throw new Missing("no_webgpu");
  const opened = await openDevice(gpu);
  if (!opened) throw new Missing("no_adapter");
  void opened.device.lost.then(({ message }) => {
    lost = message;
  });
  work = new GpuWork(opened.device);
  work.prepare();
  return opened.facts;
}

async function compute(order: Exclude<Order, { do: "open" }>): Promise<Uint8Array | boolean | null> {
  if (!work || lost !== null) throw new Error("there is no device");
  switch (order.do) {
    case "multiply":
      await work.multiply(order.task);
      return null;
    case "read":
      return work.read(order.matrix, order.from, order.count);
    case "allocate":
      return work.allocate(order.blocks);
    case "walk":
      return work.walk(order.step);
    case "release":
      work.release();
      return null;
  }
}

function base64(bytes: Uint8Array): string {
  // Since Chromium 140, and ten times as fast; absent in older ones, whatever the types say.
  const own = (bytes as { toBase64?: () => string }).toBase64?.();
  if (own !== undefined) return own;
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += STRETCH)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + STRETCH)));
  return btoa(parts.join(""));
}
