import * as z from "zod";

/** Lower-case hexadecimal SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** UTC time, ISO 8601 with milliseconds. */
export const Time = z.iso.datetime();
/** Opaque identifier made by the supervisor: 16 random bytes in hexadecimal. */
export const Id = z.string().regex(/^[0-9a-f]{32}$/);
/** A count of bytes; exact up to 2^53. */
export const Bytes = z.int().nonnegative();
/**
 * Most files of one model. Each takes a descriptor of the confined child, which may have 640. Llama 3.1 405B has 191 parts, MiniMax-Text-01 414
 * (numbered from 0 to 413), and each some files beside them.
 */
export const MAX_MODEL_FILES = 500;
/** Most files of one drop that are sorted into models: a folder of model folders has thousands, a home folder by mistake many more. */
export const MAX_DROPPED_FILES = 4096;
export const Empty = z.strictObject({});
/** A sentence for a person, with a code so that a page can say it in another language. */
export const Notice = z.strictObject({
  code: z.string().max(64),
  message: z.string().max(2000),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Notice = z.output<typeof Notice>;
