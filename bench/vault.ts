// npm run bench -- vault: what the vault costs, beside raw ciphers, other programs and its limits in the same run.
// CASEMATE_BENCH_MB sets the size of the file that is read (default 4 GiB). Takes about six minutes on an idle machine (estimated).
import { table, type Line } from "./lib/table.ts";
import { withFolder } from "./lib/temp.ts";
import { objects } from "./vault/objects.ts";
import { passphrases } from "./vault/passphrases.ts";
import { intake, reading } from "./vault/reading.ts";
import { locking } from "./vault/locking.ts";
import { unlocking } from "./vault/unlocking.ts";

const given = process.env["CASEMATE_BENCH_MB"];
const LARGE_BYTES = given === undefined ? 4 * 2 ** 30 : Number(given) * 1e6;

const parts: readonly (readonly [string, (folder: string) => Promise<Line[]>])[] = [
  ["sealed files", (folder) => reading(folder, LARGE_BYTES)],
  ["intake", (folder) => intake(folder, LARGE_BYTES)],
  ["unlock", unlocking],
  ["passphrases", passphrases],
  ["objects", objects],
  ["lock", (folder) => locking(folder, LARGE_BYTES)],
];
/** Parts may be named: npm run bench -- vault "sealed files". */
const wanted = process.argv.slice(2);
for (const [name, measure] of parts)
  if (wanted.length === 0 || wanted.includes(name)) {
    const lines = await withFolder(measure);
    console.log(`${table(name, lines)}\n`);
  }
