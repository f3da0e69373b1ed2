import * as z from "zod";
import { DeviceError } from "../../common/webgpu/device.ts";
import { READY } from "../../common/webgpu/protocol-text.ts";
import { createDevtools, type Devtools } from "./devtools.ts";
import type { Running } from "./run.ts";

/** A place that no name server knows. The page comes out of this process; nothing is asked of any network. */
const ORIGIN = "https://compute.casemate.invalid/";
/** What the page calls to answer. */
const BINDING = "casemateAnswer";
/** Why any other request fails, in the words of the protocol. */
const NO_NETWORK = "BlockedByClient";

const Paused = z.object({ requestId: z.string(), request: z.object({ url: z.string() }) });
const Called = z.object({ name: z.string(), payload: z.string() });

/** One channel to a page: texts go in, texts come out. */
export interface PageChannel {
  send(text: string): void;
  onText(listener: (text: string) => void): void;
  /** Told once, when nothing comes any more. */
  onFailure(listener: (error: DeviceError) => void): void;
}

export interface OpenedPage {
  readonly channel: PageChannel;
  readonly version: string;
}

/** Opens `html` in a browser of ours. Throws DeviceError. */
export async function openPage(browser: Running, html: string): Promise<OpenedPage> {
  const texts = new Set<(text: string) => void>();
  const failures = new Set<(error: DeviceError) => void>();
  let session: string | null = null;
  let failed: DeviceError | null = null;
  const onEvent = (method: string, params: unknown, from: string | null): void => {
    if (from === null || from !== session) return;
    if (method === "Fetch.requestPaused") serve(devtools, from, params, html);
    if (method === "Inspector.targetCrashed")
      devtools.fail(new DeviceError("ended", "The page that computes ended before it had answered."));
    if (method !== "Runtime.bindingCalled") return;
    const called = Called.safeParse(params);
    if (called.data?.name === BINDING) for (const listener of texts) listener(called.data.payload);
  };
  const devtools = createDevtools(browser.commands, browser.replies, onEvent, (error) => {
    failed = error;
    for (const listener of failures) listener(error);
  });
  void browser.ended.then(() => {
    devtools.fail(new DeviceError("ended", "The browser ended before it had answered."));
  });
  const version = z.object({ product: z.string() }).safeParse(await devtools.call("Browser.getVersion"));
  session = await attach(devtools);
  const ready = new Promise<void>((resolve) => {
    const listen = (text: string): void => {
      if (text !== JSON.stringify(READY)) return;
      texts.delete(listen);
      resolve();
    };
    texts.add(listen);
  });
  await load(devtools, session);
  await Promise.race([ready, rejected(failures, () => failed)]);
  const sessionId = session;
  return {
    version: version.data?.product ?? "",
    channel: {
      send: (text) => {
        // The text is JSON, which is an expression of JavaScript too.
        devtools
          .call(
            "Runtime.evaluate",
            { expression: `casemateAsk(${JSON.stringify(text)})`, silent: true },
            sessionId,
          )
          .catch(() => undefined); // told through onFailure
      },
      onText: (listener) => {
        texts.add(listener);
      },
      onFailure: (listener) => {
        failures.add(listener);
        if (failed) listener(failed);
      },
    },
  };
}

function rejected(
  failures: Set<(error: DeviceError) => void>,
  already: () => DeviceError | null,
): Promise<never> {
  return new Promise((_, reject) => {
    const error = already();
    if (error) reject(error);
    failures.add(reject);
  });
}

async function attach(devtools: Devtools): Promise<string> {
  const { targetId } = await devtools.call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await devtools.call("Target.attachToTarget", { targetId, flatten: true });
  if (typeof sessionId !== "string")
    throw new DeviceError("bad_answer", "The browser said something that is not its protocol.");
  return sessionId;
}

async function load(devtools: Devtools, session: string): Promise<void> {
  for (const [method, params] of [
    ["Runtime.enable", {}],
    ["Inspector.enable", {}],
    ["Page.enable", {}],
    ["Runtime.addBinding", { name: BINDING }],
    ["Fetch.enable", { patterns: [{ urlPattern: "*" }] }],
    ["Page.navigate", { url: ORIGIN }],
  ] as const)
    await devtools.call(method, params, session);
}

/** Our page for our address, and nothing for any other. */
function serve(devtools: Devtools, session: string, params: unknown, html: string): void {
  const paused = Paused.safeParse(params);
  if (!paused.success) return;
  const { requestId, request } = paused.data;
  const answer =
    request.url === ORIGIN
      ? devtools.call(
          "Fetch.fulfillRequest",
          {
            requestId,
            responseCode: 200,
            responseHeaders: [{ name: "Content-Type", value: "text/html; charset=utf-8" }],
            body: Buffer.from(html).toString("base64"),
          },
          session,
        )
      : devtools.call("Fetch.failRequest", { requestId, errorReason: NO_NETWORK }, session);
  answer.catch(() => undefined); // a browser that ended; told through onFailure
}
