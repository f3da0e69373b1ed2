import type * as z from "zod";
import {
  DeviceError,
  WORDS_PER_BLOCK_FOUND,
  type AdapterFacts,
  type ComputeDevice,
  type Matrix,
  type ProductTask,
  type WalkStep,
} from "../common/webgpu/device.ts";
import { shown } from "../common/sources/reading.ts";
import { Allocated, Answered, Facts, MAX_ANSWER_CHARS, Nothing, Words } from "../common/webgpu/protocol.ts";
import type { Asked, Order } from "../common/webgpu/protocol-text.ts";
import type { PageChannel } from "./browser/page.ts";

/** One answer may take this long, in milliseconds: a whole minute of a card that waits for a long product of another program. */
export const ANSWER_MS = 60_000;
const MAX_WHY = 200;

/** Who holds the page, as a sentence begins. */
export const BROWSER = "The browser";
export const WINDOW = "Casemate's own hidden window";

const REMEDY: Readonly<Record<string, string>> = {
  [BROWSER]: "A newer Chromium, Chrome or Edge has.",
  [WINDOW]: "Install Chromium, Chrome or Edge: then it is computed there.",
};

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: DeviceError) => void;
}
type Problem = Extract<z.output<typeof Answered>, { ok: false }>;

/** A device behind a page. What the page answers is parsed here, and ends the test when it is no answer. */
export class RemoteDevice implements ComputeDevice {
  readonly #channel: PageChannel;
  readonly #limitMs: number;
  readonly #holder: string;
  #asked = 0;
  /** In the order in which they were asked, which is the one in which they are answered. */
  readonly #waiting = new Map<number, Waiting>();
  #failed: DeviceError | null = null;

  constructor(channel: PageChannel, limitMs = ANSWER_MS, holder = BROWSER) {
    this.#channel = channel;
    this.#holder = holder;
    this.#limitMs = limitMs;
    channel.onText((text) => {
      this.#take(text);
    });
    channel.onFailure((error) => {
      this.#fail(error);
    });
  }

  async open(): Promise<AdapterFacts> {
    return this.#expect(Facts, await this.#ask({ do: "open" }));
  }

  async multiply(task: ProductTask): Promise<void> {
    this.#expect(Nothing, await this.#ask({ do: "multiply", task }));
  }

  async read(matrix: Matrix, from: number, count: number): Promise<Uint32Array> {
    return this.#words(await this.#ask({ do: "read", matrix, from, count }), count);
  }

  async allocate(blocks: number): Promise<boolean> {
    return this.#expect(Allocated, await this.#ask({ do: "allocate", blocks }));
  }

  async walk(step: WalkStep): Promise<Uint32Array> {
    const count = step.read === null ? 0 : step.count * WORDS_PER_BLOCK_FOUND;
    return this.#words(await this.#ask({ do: "walk", step }), count);
  }

  async release(): Promise<void> {
    this.#expect(Nothing, await this.#ask({ do: "release" }));
  }

  #ask(order: Order): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#failed) {
        reject(this.#failed);
        return;
      }
      const id = this.#asked++;
      const timer = setTimeout(() => {
        const seconds = String(this.#limitMs / 1000);
        this.#fail(new DeviceError("timeout", `The page did not answer within ${seconds} seconds.`));
      }, this.#limitMs);
      const once =
        <T>(end: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          this.#waiting.delete(id);
          end(value);
        };
      this.#waiting.set(id, { resolve: once(resolve), reject: once(reject) });
      this.#channel.send(JSON.stringify({ id, order } satisfies Asked));
    });
  }

  #take(text: string): void {
    const answered = text.length > MAX_ANSWER_CHARS ? null : parse(text);
    const waiting = this.#next(answered?.id);
    if (answered === null || waiting === null) {
      this.#fail(new DeviceError("bad_answer", "The page answered something that was not asked."));
      return;
    }
    if (answered.ok) waiting.resolve(answered.result);
    else waiting.reject(problemOf(answered, this.#holder));
  }

  /** Who is to be answered next, if that is `id`. */
  #next(id: number | undefined): Waiting | null {
    const [first] = this.#waiting;
    return first?.[0] === id ? (first?.[1] ?? null) : null;
  }

  #fail(error: DeviceError): void {
    this.#failed ??= error;
    for (const one of [...this.#waiting.values()]) one.reject(this.#failed);
  }

  #expect<T>(schema: z.ZodType<T>, result: unknown): T {
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    throw new DeviceError("bad_answer", "The page answered something that was not asked.");
  }

  #words(result: unknown, count: number): Uint32Array {
    const bytes = Buffer.from(this.#expect(Words, result), "base64");
    if (bytes.length !== count * 4)
      throw new DeviceError("bad_answer", "The page answered more or less than was asked.");
    // Copied, because a Buffer need not begin where a word may.
    return new Uint32Array(new Uint8Array(bytes).buffer);
  }
}

function parse(text: string): z.output<typeof Answered> | null {
  try {
    return Answered.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function problemOf({ code, why }: Problem, holder: string): DeviceError {
  const remedy = REMEDY[holder] ?? "";
  if (code === "no_webgpu") return new DeviceError(code, `${holder} has no WebGPU. ${remedy}`);
  if (code === "no_adapter") {
    const more = holder === WINDOW ? ` ${remedy}` : "";
    return new DeviceError(
      code,
      `${holder} offers no card that can compute, nor a program in its place.${more}`,
    );
  }
  const said = why === "" ? "" : ` It said: ${shown(why, MAX_WHY)}`;
  return code === "lost"
    ? new DeviceError("ended", `${holder} lost the device in the middle.${said}`)
    : new DeviceError("ended", `The device did not do what it was asked.${said}`);
}
