/**
 * Texts that begin or end a turn in the models that use them (most are in llama.cpp's own list of end marks). Not here: `</s>`,
 * which Qwen's and Gemma's vocabularies hold as ordinary text.
 */
const MARKERS = new Set([
  "<|eot_id|>",
  "<|im_start|>",
  "<|im_end|>",
  "<|end|>",
  "<|return|>",
  "<|call|>",
  "<end_of_turn>",
  "<start_of_turn>",
  "<|endoftext|>",
  "<|eom_id|>",
  "<|end_of_text|>",
  "<|start_header_id|>",
  "<|end_header_id|>",
  "<end_of_utterance>",
  "<\uFF5Cend\u2581of\u2581sentence\uFF5C>",
]);

/** First byte of every marker ("<"). */
export const MARKER_BEGINS = 0x3c;

/** True for a text that steers conversations in every model that has it. */
export function isMarker(text: string): boolean {
  return MARKERS.has(text);
}
