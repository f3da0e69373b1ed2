import { DeviceError } from "../../common/webgpu/device.ts";
import { READY } from "../../common/webgpu/protocol-text.ts";
import type { PageChannel } from "../browser/page.ts";
import { WINDOW } from "../remote-device.ts";

/** What is said to the one who has the window: to open it, and each text for its page. */
export interface WindowCalls {
  open(): void;
  ask(text: string): void;
}

/** This end of the way to a page in a hidden window. Between the two is a relay that looks into nothing. */
export interface WindowEnd {
  /** Has the window opened and waits until its page stands. Throws DeviceError. Once only. */
  open(): Promise<PageChannel>;
  /** The page said this. */
  heard(text: string): void;
  /** Nothing comes any more; told to whoever waits. The first reason counts. */
  fail(error: DeviceError): void;
}

/** Why a window that is gone gives no answer. */
export function windowEnded(): DeviceError {
  return new DeviceError("ended", `${WINDOW} ended before it had answered.`);
}

export function createWindowEnd(calls: WindowCalls): WindowEnd {
  const texts = new Set<(text: string) => void>();
  const failures = new Set<(error: DeviceError) => void>();
  let failed: DeviceError | null = null;
  let stands = false;
  let ready: () => void = () => undefined;

  const fail = (error: DeviceError): void => {
    if (failed) return;
    failed = error;
    for (const listener of failures) listener(error);
  };
  const onFailure = (listener: (error: DeviceError) => void): void => {
    failures.add(listener);
    if (failed) listener(failed);
  };
  const channel: PageChannel = {
    send: (text) => {
      calls.ask(text);
    },
    onText: (listener) => {
      texts.add(listener);
    },
    onFailure,
  };
  return {
    fail,
    open: () =>
      new Promise((resolve, reject) => {
        ready = () => {
          resolve(channel);
        };
        onFailure(reject);
        if (!failed) calls.open();
      }),
    heard: (text) => {
      if (stands) {
        for (const listener of texts) listener(text);
      } else if (text === JSON.stringify(READY)) {
        stands = true;
        ready();
      } else fail(new DeviceError("bad_answer", "The page answered something that was not asked."));
    },
  };
}
