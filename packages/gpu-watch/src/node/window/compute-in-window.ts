import type { GpuAnswer } from "@casemate/contract";
import { DeviceError } from "../../common/webgpu/device.ts";
import { emptyAnswer, runAnswer, type AnswerOrder } from "../../common/webgpu/run-answer.ts";
import { judging } from "../judging.ts";
import { ANSWER_MS, RemoteDevice, WINDOW } from "../remote-device.ts";
import { windowEnded, type WindowEnd } from "./window-end.ts";

/** A window whose page does not stand after this many milliseconds does not come up: as long as a browser has. */
const START_MS = 30_000;

export interface WindowOrder extends Pick<
  AnswerOrder,
  "at" | "depth" | "cards" | "onProgress" | "onWrong" | "signal"
> {
  readonly window: WindowEnd;
  /** Milliseconds that the window may take to stand, and one answer to come; as written here but for tests. */
  readonly startMs?: number;
  readonly answerMs?: number;
}

/**
 * One known-answer test in a hidden window of the desktop application, which its owner closes when this has ended. Never throws for what the window, its page
 * or the device does: then the answer is `unknown` and says why. Throws the signal's reason.
 */
export async function computeInWindow(order: WindowOrder): Promise<GpuAnswer> {
  const { signal, window, startMs = START_MS } = order;
  signal.throwIfAborted();
  const place = { where: "window", browser: null } as const;
  const cancelled = (): void => {
    window.fail(windowEnded());
  };
  const late = setTimeout(() => {
    const seconds = String(startMs / 1000);
    window.fail(new DeviceError("timeout", `${WINDOW} did not stand within ${seconds} seconds.`));
  }, startMs);
  signal.addEventListener("abort", cancelled, { once: true });
  try {
    const channel = await window.open();
    clearTimeout(late);
    const device = new RemoteDevice(channel, order.answerMs ?? ANSWER_MS, WINDOW);
    return await runAnswer(device, { ...order, ...place, ...judging() });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DeviceError)) throw error;
    return { ...emptyAnswer({ ...order, ...place }), why: error.message, notCovered: ["anything"] };
  } finally {
    clearTimeout(late);
    signal.removeEventListener("abort", cancelled);
  }
}
