/** What is wrong with a bundle. `docs/formats/forensic-bundle.md` explains each; all verifiers use these names. */
export type BundleProblemName =
  | "empty"
  | "encrypted"
  | "truncated"
  | "trailing"
  | "too_large"
  | "header"
  | "padding"
  | "not_a_file"
  | "path"
  | "order"
  | "duplicate_name"
  | "unexpected_file"
  | "missing_file"
  | "changed_file"
  | "encoding"
  | "json"
  | "shape"
  | "key"
  | "words"
  | "manifest_signature"
  | "signature"
  | "foreign"
  | "epoch"
  | "duplicated"
  | "reordered"
  | "inserted"
  | "deleted"
  | "edited"
  | "hidden"
  | "range"
  | "nonce";

/** Ends a verification: the first thing that is wrong, in plain words. */
export class BundleError extends Error {
  readonly problem: BundleProblemName;
  constructor(problem: BundleProblemName, message: string) {
    super(message);
    this.problem = problem;
  }
}
