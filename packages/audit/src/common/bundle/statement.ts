/** What the log's key signs for a forensic bundle: three lines, so it can be neither a checkpoint nor a record. */
export function bundleText(origin: string, manifestSha256: string): string {
  return `casemate-bundle/v1\n${origin}\n${manifestSha256}\n`;
}
