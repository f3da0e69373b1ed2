/** What a command answers: text for people, a value for `--json`. */
export interface Answer {
  readonly ok: boolean;
  readonly text: string;
  readonly json: unknown;
}

/** Prints an answer; the exit code is 0 for yes, 1 for no. */
export function printAnswer(answer: Answer, json: boolean): void {
  process.stdout.write(
    json ? `${JSON.stringify(answer.json)}\n` : answer.text === "" ? "" : `${answer.text}\n`,
  );
  process.exitCode = answer.ok ? 0 : 1;
}

/** Two columns, aligned. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  if (bytes >= 1e3) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${String(bytes)} bytes`;
}

/** Characters out of files and names, with control characters made visible: a terminal must not obey them. */
export function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
