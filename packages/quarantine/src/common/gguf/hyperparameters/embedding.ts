import { figure, quoted } from "../../text.ts";
import { placeOf, type GgufTensor } from "../tensors.ts";
import type { Subject } from "./subject.ts";

/** The tables with one row per token, against the width of the model and the vocabulary. */
export function checkEmbedding(subject: Subject): void {
  if (subject.known?.embedding !== true) return;
  for (const name of ["token_embd.weight", "output.weight"]) {
    const tensor = subject.tensor(name);
    if (tensor?.shape.length === 2) checkTable(subject, tensor);
  }
}

function checkTable(subject: Subject, tensor: GgufTensor): void {
  const [width = 0n, rows = 0n] = tensor.shape;
  const place = placeOf(tensor);
  const stated = subject.integer("embedding_length");
  if (stated !== null && width !== stated)
    subject.report({
      rule: "gguf.shape",
      ...place,
      message: `The tensor ${quoted(tensor.name)} is ${figure(width)} wide, but the model says ${figure(stated)}. Engines read past its end.`,
    });
  const tokens = subject.metadata.get("tokenizer.ggml.tokens");
  if (tokens?.kind !== "array") return;
  if (rows < BigInt(tokens.count))
    subject.report({
      rule: "gguf.vocabulary-rows",
      ...place,
      message: `The tensor ${quoted(tensor.name)} has ${figure(rows)} rows for ${figure(tokens.count)} tokens. A token without a row makes engines read outside the table.`,
    });
  else if (rows > BigInt(tokens.count))
    subject.report({
      rule: "gguf.vocabulary-padding",
      ...place,
      message: `The tensor ${quoted(tensor.name)} has ${figure(rows)} rows for ${figure(tokens.count)} tokens. The bundled engine may refuse to load it.`,
    });
}
