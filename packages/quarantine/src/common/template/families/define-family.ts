/** A family of chat templates, with one written by us in the manner of the published ones: they vary in blanks and wording. */
export interface Family {
  readonly name: string;
  /** Whether a template has the marks of this family. Asked in the order of the registry. */
  readonly matches: (text: string) => boolean;
  readonly template: string;
}

/** Declares one family. Add a line to `index.ts`, narrower ones first. */
export function defineFamily(family: Family): Family {
  return family;
}
