import type { Ask } from "../rules/define-rule.ts";
import type { RuleId } from "../rules/index.ts";

/** What a policy can limit, with the most that it may say: what Casemate itself reads. Lower is stricter, higher would be a lie. */
export const MAXIMA = {
  /** Sizes are exact up to 2^53. */
  maxFileBytes: Number.MAX_SAFE_INTEGER,
  /** 512 MiB of metadata and as much again for the largest list of tensors. */
  maxHeaderBytes: 1024 * 1024 * 1024,
  /** `MAX_TENSORS` of the GGUF reader. */
  maxTensors: 200_000,
  /** Longer chat templates are held by `gguf.chat-template-size` anyway. */
  maxTemplateBytes: 128 * 1024,
} as const;
export type LimitName = keyof typeof MAXIMA;
export const LIMIT_NAMES = Object.keys(MAXIMA) as LimitName[];

/** What a file is, as far as a policy can speak of it. Values are compared in lower case. */
export const KINDS = ["formats", "architectures", "quantisations"] as const;
export type Kind = (typeof KINDS)[number];

/** Either these are the only ones, or these are refused. */
export interface Choice {
  readonly mode: "allow" | "refuse";
  readonly values: ReadonlySet<string>;
}

/** A policy that was read and found meaningful. It can only ask for more than the rules do. */
export interface Policy {
  readonly limits: Readonly<Partial<Record<LimitName, number>>>;
  readonly kinds: Readonly<Partial<Record<Kind, Choice>>>;
  /** Only files whose digest is pinned may be admitted. */
  readonly requirePin: boolean;
  readonly rules: ReadonlyMap<RuleId, Exclude<Ask, null>>;
  /** What its digest is taken of. */
  readonly canonical: string;
}
