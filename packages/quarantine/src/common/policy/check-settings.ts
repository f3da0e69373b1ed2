import { figure, quoted } from "../text.ts";
import type { Judgement, Tell } from "./judgement.ts";
import { KINDS, LIMIT_NAMES, type Choice, type Kind, type LimitName, type Policy } from "./policy.ts";

/** What a limit speaks of, in words, and the size of it in a file; null when it was not measured. */
const MEASURES: Readonly<
  Record<LimitName, { readonly what: string; readonly size: (report: Judgement) => number | null }>
> = {
  maxFileBytes: {
    what: "bytes in one file",
    size: ({ files }) => files.reduce((most, { bytes }) => Math.max(most, bytes), 0),
  },
  maxHeaderBytes: { what: "bytes before the weights", size: ({ sizes }) => sizes?.header ?? null },
  maxTensors: { what: "tensors", size: ({ facts }) => facts.tensors },
  maxTemplateBytes: { what: "bytes of chat template", size: ({ sizes }) => sizes?.template ?? null },
};

export function checkLimits(report: Judgement, { limits }: Policy, tell: Tell): void {
  for (const name of LIMIT_NAMES) {
    const limit = limits[name];
    if (limit === undefined) continue;
    const { what, size } = MEASURES[name];
    const measured = size(report);
    if (measured === null)
      tell("content", {
        rule: "policy.not-measured",
        message: `Your policy allows ${figure(limit)} ${what}; how many this file has is not known.`,
      });
    else if (measured > limit)
      tell("content", {
        rule: "policy.over-limit",
        message: `The file has ${figure(measured)} ${what}; your policy allows ${figure(limit)}.`,
      });
  }
}

/** What the file says it is. Its own words: they can be wrong, but then it does not load as what it is not. */
const VALUES: Readonly<Record<Kind, (report: Judgement) => string | null>> = {
  // "GGUF v3" is of the format gguf.
  formats: ({ facts }) => facts.format.split(" ")[0]?.toLowerCase() ?? null,
  architectures: ({ facts }) => facts.architecture?.toLowerCase() ?? null,
  quantisations: ({ facts }) => facts.quantisation?.toLowerCase() ?? null,
};
const NAMES: Readonly<Record<Kind, string>> = {
  formats: "format",
  architectures: "architecture",
  quantisations: "quantisation",
};

export function checkKinds(report: Judgement, { kinds }: Policy, tell: Tell): void {
  for (const kind of KINDS) {
    const choice = kinds[kind];
    if (choice) checkKind(kind, choice, VALUES[kind](report), tell);
  }
}

function checkKind(kind: Kind, { mode, values }: Choice, value: string | null, tell: Tell): void {
  if (mode === "refuse" ? value === null || !values.has(value) : value !== null && values.has(value)) return;
  const has = value === null ? `names no ${NAMES[kind]}` : `has the ${NAMES[kind]} ${quoted(value)}`;
  const rule = mode === "refuse" ? "which your policy refuses" : "and your policy admits only those it lists";
  tell("format", { rule: "policy.kind-refused", message: `The file ${has}, ${rule}.` });
}
