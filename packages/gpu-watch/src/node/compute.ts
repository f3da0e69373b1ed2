import type { GpuAnswer } from "@casemate/contract";
import { DeviceError } from "../common/webgpu/device.ts";
import { emptyAnswer, runAnswer, type AnswerOrder } from "../common/webgpu/run-answer.ts";
import { openPage } from "./browser/page.ts";
import { findBrowser } from "./browser/places.ts";
import { startBrowser } from "./browser/run.ts";
import { judging } from "./judging.ts";
import { RemoteDevice } from "./remote-device.ts";

/** A browser that is not up after this many milliseconds does not come up: ten times what a slow machine needs. */
const START_MS = 30_000;

export interface ComputeOrder extends Pick<
  AnswerOrder,
  "at" | "depth" | "cards" | "onProgress" | "onWrong" | "signal"
> {
  /** The one that the person named; null: look where browsers belong. */
  readonly browser: string | null;
  /** An empty folder for its profile. The caller removes it. */
  readonly folder: string;
  /** The page, as the build made it. */
  readonly html: string;
  /** Milliseconds that its start may take; START_MS but for tests. */
  readonly startMs?: number;
}

/**
 * One known-answer test in a browser that is started for it and ended with it. Never throws for what the browser or the device does: then the answer is
 * `unknown` and says why. Throws the signal's reason.
 */
export async function computeInBrowser(order: ComputeOrder): Promise<GpuAnswer> {
  const { signal } = order;
  try {
    return await inBrowser(order, findBrowser(order.browser));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DeviceError)) throw error;
    return {
      ...emptyAnswer({ ...order, where: null, browser: null }),
      why: error.message,
      notCovered: ["anything"],
    };
  }
}

async function inBrowser(order: ComputeOrder, path: string): Promise<GpuAnswer> {
  const { signal, folder, html } = order;
  signal.throwIfAborted();
  const running = startBrowser(path, folder);
  const cancelled = (): void => {
    void running.kill();
  };
  signal.addEventListener("abort", cancelled, { once: true });
  const limit = order.startMs ?? START_MS;
  let ended = false;
  const late = setTimeout(() => {
    ended = true;
    void running.kill();
  }, limit);
  try {
    const { channel, version } = await openPage(running, html).catch((error: unknown) => {
      throw ended ? neverUp(limit) : error;
    });
    clearTimeout(late);
    return await runAnswer(new RemoteDevice(channel), {
      ...order,
      where: "browser",
      browser: { path, version: version.slice(0, 200), sandboxed: running.sandboxed },
      ...judging(),
    });
  } finally {
    clearTimeout(late);
    signal.removeEventListener("abort", cancelled);
    await running.kill();
  }
}

function neverUp(ms: number): DeviceError {
  return new DeviceError(
    "timeout",
    `The browser had not opened the page after ${String(ms / 1000)} seconds, so it was ended.`,
  );
}
