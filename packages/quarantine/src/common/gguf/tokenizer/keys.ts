/** Keys of the tokenizer that several checks read. */
export const TOKENS = "tokenizer.ggml.tokens";
export const SCORES = "tokenizer.ggml.scores";
export const TOKEN_TYPE = "tokenizer.ggml.token_type";
export const MERGES = "tokenizer.ggml.merges";
export const SUPPRESSED = "tokenizer.ggml.suppress_tokens";
export const CHARSMAP = "tokenizer.ggml.precompiled_charsmap";

/** llama.cpp's numbers for what a token is. */
export const TOKEN_KIND = { normal: 1, control: 3, userDefined: 4, byte: 6, last: 6 } as const;
