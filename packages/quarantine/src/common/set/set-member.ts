import type { ModelTemplate } from "@casemate/contract";
import type { ByteSource } from "../byte-source.ts";
import type { Draft } from "../findings.ts";
import type { ParsedModel } from "../parsed-model.ts";
import type { Sniffed } from "../sniff/define-sniffer.ts";

/** One file of an input of several, before the stages run over it. */
export interface SetMember {
  /** Path relative to the input's folder, with "/" between its parts. Attacker-controlled: compared and shown, never opened. */
  readonly name: string;
  readonly source: ByteSource;
  /** What it is, by its content; throws when the sniffer broke down. */
  readonly sniffed: () => Sniffed;
  /** Its parsed structure; null for a file that is no model; throws when the parser broke down. */
  readonly model: () => ParsedModel | null;
}

/** Reports something about the member at `index`. */
export type ReportMember = (index: number, draft: Draft) => void;

/** What the set says about one of its files. */
export interface MemberView {
  readonly drafts: readonly Draft[];
  /** Findings beyond the caps. */
  readonly dropped: number;
  /** Chat templates of a side file. */
  readonly templates: readonly ModelTemplate[];
  /** Set for a file that is no model and was judged as what it is for the model: "settings", "word list". */
  readonly side: string | null;
  /** Set for the first part of a model whose parts are all there and can be run together. */
  readonly runnable: boolean;
}

/** The last part of a path. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Everything before it, with its "/"; empty at the top. */
export function folderName(name: string): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}
