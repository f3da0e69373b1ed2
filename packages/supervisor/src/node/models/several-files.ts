import { RpcError } from "@casemate/contract";
import { readdirSync } from "node:fs";

/** Names that splitters give the parts of one model: `name-00001-of-00003.gguf`. */
const PART = /-\d{5}-of-(\d{5})\.(gguf|safetensors)$/i;

/**
 * Refuses a part of a model before anything of it is copied: the vault keeps models of one file. Goes by the name; a part under another name
 * is held by its inspection.
 * @throws RpcError `several_files`.
 */
export function expectOneFile(name: string): void {
  const [, parts] = PART.exec(name) ?? [];
  if (parts === undefined || Number(parts) <= 1) return;
  throw new RpcError(
    "several_files",
    `${name} is one part of a model in ${String(Number(parts))} files; such models can be scanned (casemate scan) but not imported yet.`,
  );
}

/** What an import says of a folder. */
export function aboutFolder(path: string): string {
  return holdsSafetensors(path)
    ? `${path} is a folder of safetensors weights; they can be scanned (casemate scan) but do not run here, so the folder is not imported.`
    : `${path} is a folder; models in several files can be scanned (casemate scan) but not imported yet. Give the path of one model file.`;
}

function holdsSafetensors(path: string): boolean {
  try {
    return readdirSync(path).some((name) => /\.safetensors(\.index\.json)?$/i.test(name));
  } catch {
    // Not listable: then nothing more is known than that it is a folder.
    return false;
  }
}
