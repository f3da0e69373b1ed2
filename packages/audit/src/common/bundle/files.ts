/** Every file of a bundle, in the order of the archive: all of them, and no others. */
export const BUNDLE_PATHS = [
  "README.txt",
  "log/checkpoints.jsonl",
  "log/key.txt",
  "log/records.jsonl",
  "log/wordlist.txt",
  "manifest.json",
  "manifest.note",
  "notes.txt",
  "statements/approvals.json",
  "statements/gpu.json",
  "statements/incidents.json",
  "statements/models.json",
  "statements/policy.json",
  "statements/posture.json",
  "verify.html",
  "verify.py",
] as const;
export type BundlePath = (typeof BUNDLE_PATHS)[number];

/** What the console said of itself: true to the log's key, proven by nothing. */
export const STATEMENTS = ["approvals", "gpu", "incidents", "models", "policy", "posture"] as const;
export type StatementName = (typeof STATEMENTS)[number];

/** The manifest lists all files but these two: itself, and the signature over it. */
export function isListed(path: BundlePath): boolean {
  return path !== "manifest.json" && path !== "manifest.note";
}
