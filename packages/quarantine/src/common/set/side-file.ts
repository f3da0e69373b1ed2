import { readUpTo, type ByteSource } from "../byte-source.ts";
import { baseName } from "./set-member.ts";
import { isSentencePiece } from "./sentence-piece.ts";

/** Largest JSON read, in bytes: the tokenizers of models for many languages have 35 MB. */
export const MAX_JSON_BYTES = 64 * 1024 * 1024;
/** Largest text beside a model: word lists and merges have a few MB. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** Texts that come with models and that no loader takes for a program. */
const TEXT_NAME =
  /^(README|LICENSE|LICENCE|NOTICE|USE_POLICY|CHANGELOG|\.gitattributes|\.gitignore|added_tokens|vocab|merges|dict|spm)?[^/]*\.(md|txt|vocab|merges|jinja|yaml|yml|csv|tsv)$|^(README|LICENSE|LICENCE|NOTICE|\.gitattributes|\.gitignore)$/i;
const JSON_NAME = /\.json$/i;
const TEMPLATE_NAME = /\.jinja2?$/i;

/** Pictures and documents of a model card, told by their content: no program loads a model by them. */
const PICTURE_NAME = /\.(png|jpe?g|gif|webp|pdf)$/i;
const PICTURES = new Set(["PNG", "JPEG", "GIF", "RIFF", "PDF"]);

export type SideKind = "settings" | "template" | "text" | "word pieces" | "picture or document";

/**
 * What a file that is no model is for the model that it lies with; null when it is nothing that belongs there. By name and content, both: a
 * program called "README.md" is a program, and a text called "model.py" is one too.
 */
export function sideKind(name: string, format: string, source: ByteSource): SideKind | null {
  const base = baseName(name);
  if (JSON_NAME.test(base)) return format === "JSON" && source.size <= MAX_JSON_BYTES ? "settings" : null;
  if (PICTURES.has(format) && PICTURE_NAME.test(base)) return "picture or document";
  if (base.endsWith(".model")) return isSentencePiece(source) ? "word pieces" : null;
  if (!TEXT_NAME.test(base) || source.size > MAX_TEXT_BYTES) return null;
  if (format !== "text" && format !== "JSON" && format !== "empty file" && format !== "web page") return null;
  return TEMPLATE_NAME.test(base) ? "template" : "text";
}

/** All of a side file as text; null when it is not valid UTF-8. */
export function textOfSide(source: ByteSource, limit: number): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readUpTo(source, 0, limit));
  } catch {
    return null;
  }
}
