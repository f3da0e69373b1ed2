import * as z from "zod";

/** Longest answer, in characters: 4 MiB of words in base64, and what stands around them. */
export const MAX_ANSWER_CHARS = 6 * 1024 * 1024;
/** Longest order, in characters: the longest one, a step over memory, has about 200. */
export const MAX_ASK_CHARS = 1024;
/** Smallest buffer that WebGPU promises (https://www.w3.org/TR/webgpu/#limits), and more than any has. */
const MIN_BUFFER = 2 ** 27;
const MAX_BUFFER = 2 ** 40;
const name = z.string().max(500);

export const Answered = z.discriminatedUnion("ok", [
  z.strictObject({ id: z.int().nonnegative(), ok: z.literal(true), result: z.unknown() }),
  z.strictObject({
    id: z.int().nonnegative(),
    ok: z.literal(false),
    code: z.enum(["no_webgpu", "no_adapter", "lost", "failed"]),
    why: z.string().max(2000),
  }),
]);

export const Facts = z.strictObject({
  vendor: name,
  architecture: name,
  device: name,
  description: name,
  software: z.boolean(),
  maxBufferBytes: z.int().min(MIN_BUFFER).max(MAX_BUFFER),
  f16: z.boolean(),
});
export const Allocated = z.boolean();
export const Words = z.base64().max(MAX_ANSWER_CHARS);
export const Nothing = z.null();
