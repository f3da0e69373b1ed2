/** One row: our figure, the peer or limit measured in the same run, and how much of that we reach. */
export interface Line {
  readonly what: string;
  readonly ours: string;
  readonly limit: string;
  readonly ratio: string;
  /** Whether a limit that was set beforehand is kept; left out where there is none. */
  readonly kept?: boolean;
}

/** The rows in columns, under a head. "of limit": 100 % is as fast as what stands beside it. */
export function table(title: string, lines: readonly Line[]): string {
  const rows: Line[] = [
    { what: title, ours: "Casemate", limit: "limit, same run", ratio: "of limit" },
    ...lines,
  ];
  const width = (column: "what" | "ours" | "limit"): number =>
    Math.max(...rows.map((row) => row[column].length));
  const [what, ours, limit] = [width("what"), width("ours"), width("limit")];
  return rows
    .map((row) =>
      `${row.what.padEnd(what)}  ${row.ours.padEnd(ours)}  ${row.limit.padEnd(limit)}  ${row.ratio.padEnd(8)}  ${verdict(row)}`.trimEnd(),
    )
    .join("\n");
}

function verdict({ kept }: Line): string {
  return kept === undefined ? "" : kept ? "ok" : "MISSED";
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

export function ms(value: number): string {
  return value < 100 ? `${value.toFixed(2)} ms` : `${whole(value)} ms`;
}

export function percent(value: number): string {
  return `${String(Math.round(value * 100))} %`;
}

/** MB/s (10⁶ bytes) of `bytes` handled in `took` milliseconds. */
export function speed(bytes: number, took: number): string {
  return `${whole(bytes / 1000 / took)} MB/s`;
}
