import type { ModelTemplate } from "@casemate/contract";
import type { ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import type { TensorSpan } from "../layout.ts";
import type { ParsedModel } from "../parsed-model.ts";
import { visible } from "../text.ts";
import { readGguf, type GgufDocument } from "./document.ts";
import { checkComponent } from "./components/index.ts";
import { ggufFields } from "./field-map.ts";
import { checkGeneralKeys } from "./general-keys.ts";
import { checkHyperparameters } from "./hyperparameters/index.ts";
import { architectureOf, integerOf, textOf } from "./metadata-view.ts";
import { partOf } from "./part.ts";
import { findTemplates, isTemplateKey } from "../template/gguf-templates.ts";
import { checkMetadataTexts } from "../template/metadata-texts.ts";
import { recordTemplates } from "../template/record.ts";
import { checkTokenizer } from "./tokenizer/index.ts";

/**
 * Architectures that llama.cpp knows and that do not generate text: projectors, adapters, encoders for embeddings,
 * audio decoders, image models. They pass as components.
 */
const NOT_GENERATIVE =
  /^(clip|mmproj|imatrix|controlvector|adapter|.*bert.*|t5encoder|gemma-embedding|llama-embed|eurobert|wavtokenizer-dec|qwen3tts|pockettts|flux|sd[0-9x]*|sdxl|pixart|wan|ltxv|hyvid|aura|lumina2|cosmos|qwen_image|whisper|dflash|eagle3)$/;

/** Reads a GGUF file whole (but for its weights), checks it, and says what it is. */
export function inspectGguf(source: ByteSource, report: Report): ParsedModel {
  const document = readGguf(source, report);
  const { metadata, tensors } = document;
  const part = partOf(document, isLanguageModel(document));
  let templates: readonly ModelTemplate[] = [];
  // A list that was not read to its end has been reported; what stands in it is not judged further.
  if (document.version !== 0 && (document.sound || tensors.length > 0)) {
    checkGeneralKeys(metadata, report);
    checkTokenizer(source, metadata, report);
    templates = recordTemplates(findTemplates(source, metadata, report));
    checkMetadataTexts(source, metadata, report);
    checkComponent(document, report);
    // Of a part, sizes and tensors are compared once all parts are there (set/gguf-parts.ts).
    if (part === null) checkWhole(source, document, report);
  }
  const parameters = tensors.reduce((sum, tensor) => sum + tensor.elements, 0n);
  const architecture = architectureOf(metadata);
  const context = architecture === null ? null : integerOf(metadata, `${architecture}.context_length`);
  const title = textOf(metadata, "general.name");
  return {
    sound: document.sound,
    runnable: document.sound && !part && isRunnable(document),
    spans: document.sound ? spansOf(document) : [],
    templates,
    ...(part === null ? {} : { part }),
    fields: ggufFields(source, document),
    ...(document.sound ? { sizes: { header: document.dataAt, template: templateBytes(document) } } : {}),
    facts: {
      format: document.version === 0 ? "GGUF" : `GGUF v${String(document.version)}`,
      architecture: architecture === null ? null : visible(architecture, 64),
      title: title === null ? null : visible(title, 200),
      tensors: tensors.length,
      parameters: document.sound ? Number(parameters) : null,
      quantisation: dominantType(document),
      contextLength:
        context === null || context > BigInt(Number.MAX_SAFE_INTEGER) || context < 0n
          ? null
          : Number(context),
      chatTemplate: [...metadata.keys()].some(isTemplateKey),
    },
  };
}

function checkWhole(source: ByteSource, document: GgufDocument, report: Report): void {
  const { metadata, tensors } = document;
  if (tensors.length === 0)
    report({
      rule: "gguf.vocabulary-only",
      offset: 8,
      length: 8,
      message: "The file has metadata, usually a vocabulary, and no weights. It cannot be run.",
    });
  else if (isLanguageModel(document)) checkHyperparameters(source, metadata, tensors, report);
}

/** Unless it says that it is something else, a GGUF file is held to the rules of a language model. */
function isLanguageModel({ metadata }: GgufDocument): boolean {
  const kind = textOf(metadata, "general.type");
  const architecture = architectureOf(metadata);
  return (kind === null || kind === "model") && (architecture === null || !NOT_GENERATIVE.test(architecture));
}

/** Whether it can be loaded and asked something: weights, vocabulary, layers. */
export function isRunnable(document: GgufDocument): boolean {
  const { metadata, tensors } = document;
  const architecture = architectureOf(metadata);
  return (
    architecture !== null &&
    isLanguageModel(document) &&
    metadata.get("tokenizer.ggml.tokens")?.kind === "array" &&
    metadata.has(`${architecture}.block_count`) &&
    tensors.some((tensor) => tensor.name === "token_embd.weight")
  );
}

function templateBytes({ metadata }: GgufDocument): number {
  let bytes = 0;
  for (const [key, value] of metadata) if (isTemplateKey(key)) bytes += value.bytes;
  return bytes;
}

function spansOf({ tensors, dataAt }: GgufDocument): TensorSpan[] {
  return tensors.map((tensor) => ({
    name: tensor.name,
    type: tensor.type?.name ?? "?",
    shape: tensor.shape,
    // Exact: the layout was found sound, so all of it lies inside the file.
    offset: dataAt + Number(tensor.offset),
    bytes: Number(tensor.bytes),
    elements: tensor.elements,
    float: tensor.type?.float ?? null,
  }));
}

/** The type that holds most parameters. */
function dominantType({ tensors }: GgufDocument): string | null {
  const perType = new Map<string, bigint>();
  for (const { type, elements } of tensors)
    if (type) perType.set(type.name, (perType.get(type.name) ?? 0n) + elements);
  let best: string | null = null;
  for (const [name, elements] of perType)
    if (best === null || elements > (perType.get(best) ?? 0n)) best = name;
  return best;
}
