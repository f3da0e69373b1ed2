/** Bytes of magic, version and the two counts. */
export const HEADER_BYTES = 24;
/** Fewest bytes of one key and its value: length (8), type (4), one byte of value. */
export const MIN_KEY_RECORD = 13n;
/** Fewest bytes of one tensor record: name length (8), dimension count (4), type (4), offset (8). */
export const MIN_TENSOR_RECORD = 24n;
/** Most metadata keys read. Real files have under 200; more only cost memory. */
export const MAX_KEYS = 100_000;
/** Most tensors read. The largest real models have a few thousand; each costs about 300 bytes of heap. */
export const MAX_TENSORS = 200_000;
/** Longest key in bytes, by the GGUF specification. */
export const MAX_KEY_BYTES = 65_535;
/** Longest tensor name in bytes that llama.cpp loads (`GGML_MAX_NAME` is 64 with the terminating zero). */
export const MAX_TENSOR_NAME = 63;
/** Most dimensions of a tensor in ggml (`GGML_MAX_DIMS`). */
export const MAX_DIMENSIONS = 4;
/** Longest string value kept in memory, in bytes. Longer ones are checked and stepped over. */
export const MAX_KEPT_STRING = 1024 * 1024;
/** All keys and texts kept together, in bytes, lists not counted. Real files keep under 1 MB; the box's memory must hold them. */
export const MAX_KEPT_TEXT = 32 * 1024 * 1024;
/** All metadata together, in bytes: the largest real tokenizer metadata is about 40 MB. Beyond, reading takes too long. */
export const MAX_METADATA_BYTES = 512 * 1024 * 1024;
/** Longest token in bytes. Loaders put its length into 32 bits and smaller (CVE-2025-49847); real ones are under 1,024. */
export const MAX_TOKEN_BYTES = 65_535;
/** Largest sensible alignment. Converters write 32; page and huge-page sizes end at 2 MiB. Larger ones overflow loaders. */
export const MAX_ALIGNMENT = 2 * 1024 * 1024;
/** Alignment when the file names none. */
export const DEFAULT_ALIGNMENT = 32;
/** ggml counts elements in signed 64-bit integers. */
export const MAX_ELEMENTS = 2n ** 63n - 1n;
/** ggml adds up bytes in unsigned 64-bit integers; half of it leaves room for every sum it makes. */
export const MAX_TENSOR_BYTES = 2n ** 63n - 1n;
/** Most layers of a model. llama.cpp's fixed arrays hold 512 (`LLAMA_MAX_LAYERS`). */
export const MAX_LAYERS = 512n;
/** Largest chat template without a word, in bytes: the longest in circulation are about 60 kB. */
export const MAX_TEMPLATE_BYTES = 128 * 1024;
/** Most tokens, and most merges, that are compared with each other: the largest real vocabularies have about 500,000. */
export const MAX_VOCABULARY = 2_097_152;
