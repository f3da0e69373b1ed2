import type { GpuAnswer } from "@casemate/contract";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DeviceError } from "../common/webgpu/device.ts";
import { computeProduct } from "../common/webgpu/run-answer.ts";
import { runWalk, type WalkOrder } from "../common/webgpu/run-walk.ts";
import { BLOCK_BYTES } from "../common/webgpu/walk.ts";
import { seeds, vectors } from "../test/fake-device.ts";
import { openPage } from "./browser/page.ts";
import { findBrowser } from "./browser/places.ts";
import { startBrowser, type Running } from "./browser/run.ts";
import { computeInBrowser, type ComputeOrder } from "./compute.ts";
import { RemoteDevice } from "./remote-device.ts";

const HTML = (): string =>
  readFileSync(join(import.meta.dirname, "../../../../dist/services/compute.html"), "utf8");
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders)
    rmSync(folder, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "casemate-compute-"));
  folders.push(folder);
  return folder;
}

const browser = ((): string | null => {
  try {
    return findBrowser(process.env["CASEMATE_BROWSER"] ?? null);
  } catch {
    return null;
  }
})();

/** Processes whose command line or environment names the folder: those that were started for it. */
function leftIn(folder: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
    } catch {
      return false;
    }
  });
}

/** Killed processes stay in the list until their new parent has seen them. */
async function nothingLeft(folder: string): Promise<string[]> {
  const left = (): string[] => (existsSync("/proc/self") ? leftIn(folder) : []);
  for (let look = 0; look < 200 && left().length > 0; look++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return left();
}

function order(change: Partial<ComputeOrder> = {}): ComputeOrder {
  return {
    at: "2026-11-21T10:00:00.000Z",
    depth: "quick",
    cards: [],
    browser,
    folder: newFolder(),
    html: HTML(),
    onProgress: () => undefined,
    onWrong: () => undefined,
    signal: new AbortController().signal,
    ...change,
  };
}

/** A program in a browser's place: Node, told what to do with the two pipes. */
function program(source: string): string {
  const path = join(newFolder(), "browser");
  const pipes = `const fs = require("node:fs"); const out = fs.createWriteStream("", { fd: 4 }); const say = (value) => out.write(JSON.stringify(value) + "\\0");`;
  writeFileSync(path, `#!${process.execPath}\n${pipes}\n${source}\n`);
  chmodSync(path, 0o755);
  return path;
}
const LISTEN = `let text = ""; fs.createReadStream("", { fd: 3 }).on("data", (part) => {
  text += part; for (let at = text.indexOf("\\0"); at >= 0; at = text.indexOf("\\0")) { const asked = JSON.parse(text.slice(0, at)); text = text.slice(at + 1); answer(asked); } }).on("close", () => process.exit());`;

describe.skipIf(process.platform === "win32")("a program in a browser's place that", () => {
  const ended = "The browser ended before it had answered.";
  const hung = "The browser had not opened the page after 1.5 seconds, so it was ended.";
  it.each<[string, string, string]>([
    ["ends at once", "process.exit(3);", ended],
    ["never answers", "setInterval(() => undefined, 1000);", hung],
    [
      "says nonsense",
      'out.write("nonsense\\0"); setInterval(() => undefined, 1000);',
      "The browser said something that is not its protocol.",
    ],
    [
      "says too much",
      "out.write(Buffer.alloc(9 * 1024 * 1024, 32)); setInterval(() => undefined, 1000);",
      "The browser sent more than any answer needs.",
    ],
    [
      "refuses every command",
      `${LISTEN} const answer = ({ id }) => say({ id, error: { message: "no" } });`,
      "The browser refused a command that this test needs.",
    ],
    [
      "has no session",
      `${LISTEN} const answer = ({ id }) => say({ id, result: {} });`,
      "The browser said something that is not its protocol.",
    ],
    [
      "leaves programs behind when it is ended",
      `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)", process.argv.join(" ")]); setInterval(() => undefined, 1000);`,
      hung,
    ],
  ])("%s is unknown, with a sentence, and nothing is left", async (_name, source, why) => {
    const asked = order({ browser: program(source), startMs: 1500 });
    const answer = await computeInBrowser(asked);
    expect([answer.state, answer.why, answer.on, await nothingLeft(asked.folder)]).toEqual([
      "unknown",
      why,
      null,
      [],
    ]);
  });

  it.each<[string, () => string, string]>([
    ["is not there", () => "/nonexistent/browser", "it is not there, or may not be run"],
    ["is named without its folder", () => "chromium", "the path must be absolute"],
    ["is a folder", () => newFolder(), "it is no file"],
    [
      "can be changed by others",
      () => {
        const path = program("");
        chmodSync(path, 0o777);
        return path;
      },
      "others than its owner can change it",
    ],
    [
      "lies in a folder that others can change",
      () => {
        const path = program("");
        chmodSync(dirname(path), 0o777);
        return path;
      },
      "others can change a folder above it, and put another program in its place",
    ],
    [
      "is a link to one that others can change",
      () => {
        const path = program("");
        chmodSync(path, 0o777);
        const link = join(newFolder(), "link");
        symlinkSync(path, link);
        return link;
      },
      "others than its owner can change it",
    ],
  ])("%s is not started", async (_name, path, why) => {
    const answer = await computeInBrowser(order({ browser: path() }));
    expect([answer.state, answer.why]).toEqual([
      "unknown",
      `The browser that was named cannot be used: ${why}.`,
    ]);
  });
});

/** A page, as the device sees it. `reply`: what it answers to each order; undefined for nothing. */
function paged(reply: (id: number, asked: string) => unknown, limitMs = 50): RemoteDevice {
  let listener: (text: string) => void = () => undefined;
  return new RemoteDevice(
    {
      send: (text) => {
        const { id, order: asked } = JSON.parse(text) as { id: number; order: { do: string } };
        const answer = reply(id, asked.do);
        if (answer !== undefined)
          queueMicrotask(() => {
            listener(typeof answer === "string" ? answer : JSON.stringify(answer));
          });
      },
      onText: (heard) => {
        listener = heard;
      },
      onFailure: () => undefined,
    },
    limitMs,
  );
}

const FACTS = {
  vendor: "nvidia",
  architecture: "",
  device: "",
  description: "",
  software: false,
  maxBufferBytes: 2 ** 28,
  f16: false,
};

describe("a page that", () => {
  it.each<[string, (id: number) => unknown, DeviceError["code"]]>([
    ["answers nothing", () => undefined, "timeout"],
    ["answers no JSON", () => "{", "bad_answer"],
    ["answers more than fits", () => `"${"x".repeat(7 * 1024 * 1024)}"`, "bad_answer"],
    ["answers another question", (id) => ({ id: id + 1, ok: true, result: FACTS }), "bad_answer"],
    ["answers with more fields", (id) => ({ id, ok: true, result: FACTS, more: 1 }), "bad_answer"],
    [
      "has an endless buffer",
      (id) => ({ id, ok: true, result: { ...FACTS, maxBufferBytes: 1e300 } }),
      "bad_answer",
    ],
    [
      "has hardly a buffer",
      (id) => ({ id, ok: true, result: { ...FACTS, maxBufferBytes: 16 } }),
      "bad_answer",
    ],
    [
      "has a name without end",
      (id) => ({ id, ok: true, result: { ...FACTS, vendor: "x".repeat(501) } }),
      "bad_answer",
    ],
    ["has no WebGPU", (id) => ({ id, ok: false, code: "no_webgpu", why: "" }), "no_webgpu"],
    ["has no card", (id) => ({ id, ok: false, code: "no_adapter", why: "" }), "no_adapter"],
    ["lost its device", (id) => ({ id, ok: false, code: "lost", why: "\u001b[31mgone" }), "ended"],
  ])("%s gives no device", async (_name, reply, code) => {
    const error: unknown = await paged(reply)
      .open()
      .catch((one: unknown) => one);
    expect(error).toBeInstanceOf(DeviceError);
    const { code: found, message } = error as DeviceError;
    expect([found, /[\u0000-\u001f]/.test(message)]).toEqual([code, false]);
  });

  it.each<[string, unknown]>([
    ["too few bytes", Buffer.alloc(12).toString("base64")],
    ["too many bytes", Buffer.alloc(20).toString("base64")],
    ["no base64", "####"],
    ["numbers", [1, 2, 3, 4]],
    ["nothing", null],
  ])("answers a read with %s gives no words", async (_name, result) => {
    const device = paged((id) => ({ id, ok: true, result }));
    await expect(device.read("c", 0, 4)).rejects.toMatchObject({ code: "bad_answer" });
  });

  it("goes on talking after an answer is not heard again", async () => {
    const device = paged((id) => ({ id, ok: true, result: null }));
    await device.release();
    const late = paged(() => "{");
    await expect(late.release()).rejects.toMatchObject({ code: "bad_answer" });
    await expect(late.release()).rejects.toMatchObject({ code: "bad_answer" });
  });
});

/** Bytes that were walked, and blocks that were wrong. */
async function walked(
  device: RemoteDevice,
  order: Pick<WalkOrder, "bytes" | "facts" | "seed">,
): Promise<[number, number]> {
  let wrong = 0;
  const covered = await runWalk(device, {
    ...order,
    onStep: () => undefined,
    onPass: () => undefined,
    onWrong: () => {
      wrong++;
    },
  });
  return [covered, wrong];
}

describe.skipIf(browser === null)("a real browser on its software adapter (needs Chromium)", () => {
  let running: Running;
  let device: RemoteDevice;
  const folder = newFolder();
  beforeAll(async () => {
    running = startBrowser(browser ?? "", folder);
    const { channel } = await openPage(running, HTML());
    device = new RemoteDevice(channel);
    await device.open();
  });
  afterAll(async () => {
    await running.kill();
  });

  it("computes 50 times exactly what it must", async () => {
    const facts = await device.open();
    for (let run = 0; run < 50; run++) {
      const seed = seeds(run);
      const task = { kind: "f32", m: 32, k: 64, n: 48, seedA: seed(), seedB: seed() } as const;
      expect(await computeProduct(device, task, vectors(seed))).toBeNull();
      expect(await walked(device, { bytes: BLOCK_BYTES, facts, seed })).toEqual([BLOCK_BYTES, 0]);
      await device.release();
    }
    expect(facts.software).toBe(true);
  });

  it("holds large products and several chunks, and sees memory that was not written", async () => {
    const seed = seeds(7);
    const task = { kind: "f32", m: 272, k: 272, n: 272, seedA: seed(), seedB: seed() } as const;
    expect(await computeProduct(device, task, vectors(seed))).toBeNull();
    const facts = { ...(await device.open()), maxBufferBytes: 2 * BLOCK_BYTES };
    expect(await walked(device, { bytes: 5 * BLOCK_BYTES, facts, seed })).toEqual([5 * BLOCK_BYTES, 0]);
    const step = {
      chunk: 2,
      from: 0,
      count: 1,
      before: 4,
      pattern: 1,
      key: 2,
      weight: 3,
      down: false,
    } as const;
    const [, wrong, first] = await device.walk({ ...step, read: "plain", write: null });
    await device.release();
    expect([(wrong ?? 0) > 65_000, (first ?? 9) < 9]).toEqual([true, true]);
  });

  it("computes in half precision exactly what it must (needs a real GPU: the software adapter has no shader-f16)", async ({
    skip,
  }) => {
    const facts = await device.open();
    skip(!facts.f16, "this adapter has no shader-f16");
    const seed = seeds(11);
    for (const k of [16, 32]) {
      const task = { kind: "f16", m: 64, k, n: 48, seedA: seed(), seedB: seed() } as const;
      expect(await computeProduct(device, task, vectors(seed))).toBeNull();
    }
    await device.release();
  });

  it("that cannot hold a chunk says so, and goes on", async () => {
    await device.open();
    expect([await device.allocate(2 ** 15), await device.allocate(1)]).toEqual([false, true]);
    await device.release();
  });

  it("answers an order that makes no sense with an error, not with nothing", async () => {
    await device.open();
    await expect(device.read("c", 0, 4)).rejects.toBeInstanceOf(DeviceError);
    await device.release();
  });
});

describe.skipIf(browser === null)("a known-answer test in a browser of its own (needs Chromium)", () => {
  it("is right on the software adapter, which is never called a card, and leaves nothing behind", async () => {
    const asked = order();
    const answer = await computeInBrowser(asked);
    const { state, on, products, memory, adapter }: GpuAnswer = answer;
    expect([state, on, products.done, memory.covered === memory.wanted, adapter?.architecture]).toEqual([
      "right",
      "software",
      2,
      true,
      "swiftshader",
    ]);
    expect(await nothingLeft(asked.folder)).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      "answers nonsense",
      "globalThis.casemateAsk = () => casemateAnswer('7'); casemateAnswer('\"ready\"');",
      "The page answered something that was not asked.",
    ],
    [
      "tries to reach a network first, then answers nonsense",
      "globalThis.casemateAsk = () => fetch('https://example.org').catch(() => casemateAnswer('7')); casemateAnswer('\"ready\"');",
      "The page answered something that was not asked.",
    ],
  ])("with a page that %s is unknown", async (_name, script, why) => {
    const asked = order({ html: `<!doctype html><script>${script}</script>` });
    const answer = await computeInBrowser(asked);
    expect([answer.state, answer.why, await nothingLeft(asked.folder)]).toEqual(["unknown", why, []]);
  });

  it("whose browser is killed in the middle is unknown", async () => {
    const asked = order({
      onProgress: ({ stage }) => {
        if (stage === "products")
          for (const pid of leftIn(asked.folder)) process.kill(Number(pid), "SIGKILL");
      },
    });
    const answer = await computeInBrowser(asked);
    expect([answer.state, answer.why, await nothingLeft(asked.folder)]).toEqual([
      "unknown",
      "The browser ended before it had answered.",
      [],
    ]);
  });

  it("that is cancelled throws the reason and leaves nothing behind", async () => {
    const abort = new AbortController();
    const asked = order({
      signal: abort.signal,
      onProgress: ({ stage }) => {
        if (stage === "memory") abort.abort(new Error("enough"));
      },
    });
    await expect(computeInBrowser(asked)).rejects.toThrow("enough");
    expect(await nothingLeft(asked.folder)).toEqual([]);
  });
});
