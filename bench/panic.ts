// npm run bench -- panic: how long each level takes, beside the limits that were set beforehand.
// CASEMATE_BENCH_MB sets the size of the large model (default 4 GiB). Takes about six minutes on an idle machine (estimated).
import { erasing } from "./panic/erasing.ts";
import { locking } from "./panic/locking.ts";
import { table, type Line } from "./lib/table.ts";
import { withFolder } from "./lib/temp.ts";

const given = process.env["CASEMATE_BENCH_MB"];
const LARGE_BYTES = given === undefined ? 4 * 2 ** 30 : Number(given) * 1e6;

const parts: readonly (readonly [string, (folder: string) => Promise<Line[]>])[] = [
  ["level 1", (folder) => locking(folder, LARGE_BYTES)],
  ["levels 2 and 3", (folder) => erasing(folder, LARGE_BYTES)],
];
/** Parts may be named: npm run bench -- panic "level 1". */
const wanted = process.argv.slice(2);
for (const [name, measure] of parts)
  if (wanted.length === 0 || wanted.includes(name)) {
    const lines = await withFolder(measure);
    console.log(`${table(name, lines)}\n`);
  }
