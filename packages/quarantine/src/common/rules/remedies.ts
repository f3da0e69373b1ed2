/** Advice that several rules give. */
export const GET_AGAIN = "Download the file again from its publisher. If it stays like this, do not use it.";
export const COMPARE = "Compare with the publisher's original file before you release it.";
export const SAFE_FORMAT = "Get the model as GGUF or safetensors instead: those hold numbers, not programs.";
export const NOTHING = "Nothing to do.";
