import { buildGguf, goodGguf, gguf, withValue } from "@casemate/testkit";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clockedAsync, inTurn, median } from "../lib/stats.ts";
import { ms, percent, type Line } from "../lib/table.ts";
import { scanCommand } from "./command.ts";

const SMALL_FILES = 200;
/** `casemate scan` keeps this many boxes going; the bare ones get the same. */
const LANES = 2;
const ROUNDS = 3;

/** Many small files and one, beside `bare`, the start of a box that does nothing. */
export async function smallFiles(folder: string, bare: () => Promise<number>): Promise<Line[]> {
  const paths = Array.from({ length: SMALL_FILES }, (_, index) => {
    const path = join(folder, `small-${String(index)}.gguf`);
    const name = gguf.text(`small ${String(index)}`);
    writeFileSync(path, buildGguf(withValue(goodGguf(), "general.name", name)));
    return path;
  });
  const times = await inTurn(ROUNDS, {
    ours: () => scanCommand(paths),
    one: () => scanCommand(paths.slice(0, 1)),
    bare: () => clockedAsync(() => inLanes(paths.length, bare)),
    bareOne: bare,
  });
  const [ours, one, raw, rawOne] = [times.ours, times.one, times.bare, times.bareOne].map(median) as [
    number,
    number,
    number,
    number,
  ];
  const perSecond = (took: number): string => `${((paths.length / took) * 1000).toFixed(1)} files/s`;
  return [
    {
      what: `${String(paths.length)} small files in one call`,
      ours: `${ms(ours)}, ${perSecond(ours)}`,
      limit: `${perSecond(raw)} bare bubblewrap + Node, ${String(LANES)} at once`,
      ratio: percent(raw / ours),
    },
    {
      what: "one small file in one call",
      ours: ms(one),
      limit: `${ms(rawOne)} one bare bubblewrap + Node`,
      ratio: percent(rawOne / one),
    },
  ];
}

async function inLanes(count: number, run: () => Promise<number>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
