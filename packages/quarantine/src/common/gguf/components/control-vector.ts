import type { Report } from "../../findings.ts";
import { figure, quoted } from "../../text.ts";
import type { GgufDocument } from "../document.ts";
import { MAX_LAYERS } from "../limits.ts";
import { placeOf, type GgufTensor } from "../tensors.ts";

/** A control vector is one direction per layer, all of the same length: `direction.1`, `direction.2` and so on. */
export function checkControlVector({ tensors }: GgufDocument, report: Report): void {
  let length: bigint | null = null;
  for (const tensor of tensors) {
    const say = (message: string): void => {
      report({ rule: "gguf.control-vector", ...placeOf(tensor), message });
    };
    const problem = problemOf(tensor);
    if (problem !== null) {
      say(problem);
      continue;
    }
    length ??= tensor.elements;
    if (tensor.elements !== length)
      say(
        `The tensor ${quoted(tensor.name)} has ${figure(tensor.elements)} numbers and others have ${figure(length)}. Engines write past the end.`,
      );
  }
}

function problemOf({ name, shape, type }: GgufTensor): string | null {
  const digits = /^direction\.(\d{1,9})$/.exec(name)?.[1];
  if (digits === undefined) return `The tensor ${quoted(name)} is not a direction of a layer.`;
  const layer = BigInt(digits);
  if (layer === 0n || layer > MAX_LAYERS)
    return `The tensor ${quoted(name)} is for layer ${figure(layer)}; layers are 1 to ${figure(MAX_LAYERS)}. Engines reserve room up to that layer.`;
  if (shape.length !== 1 || type?.name !== "F32")
    return `The tensor ${quoted(name)} must be one row of 32-bit floating point numbers.`;
  return null;
}
