import { visible } from "../text.ts";

/** Modules that an ordinary Keras configuration names. */
const ORDINARY = /^(keras|tf_keras|tensorflow|builtins|keras_hub|keras_nlp|keras_cv)(\.|$)/;

/** What in a Keras configuration runs code, as one sentence; null when nothing was seen. It is searched as text, not parsed. */
export function kerasCode(config: string): string | null {
  const modules = [...config.matchAll(/"module"\s*:\s*"([^"\\]{1,200})"/g)].map(([, name = ""]) => name);
  const strange = modules.find((name) => !ORDINARY.test(name));
  if (strange !== undefined)
    return `Loading it would load the Python module ${visible(strange)} and call into it.`;
  if (/"class_name"\s*:\s*"(Lambda|__lambda__)"/.test(config))
    return "It has a Lambda layer: Python code that runs when the model is loaded.";
  return /"class_name"\s*:\s*"TorchModuleWrapper"/.test(config)
    ? "It has a layer that holds a Python pickle, which runs when the model is loaded."
    : null;
}
