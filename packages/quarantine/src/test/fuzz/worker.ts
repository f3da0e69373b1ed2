// Child of a fuzz campaign: makes inputs, judges them and tells its parent. Arguments: seed, first input, file for the input at hand.
import { CORPUS } from "@casemate/testkit";
import { writeFileSync } from "node:fs";
import { checkInput } from "./check-input.ts";
import { minimise } from "./minimise.ts";
import { MAX_INPUT_BYTES, mutateBytes } from "./mutate-bytes.ts";
import { buildMutated } from "./mutate-spec.ts";
import { random } from "./random.ts";
import { MEMORY_CAP_KIB, TELL_EVERY_MS, type FromWorker } from "./protocol.ts";

const [seed = 0, first = 0] = process.argv.slice(2, 4).map(Number);
const current = process.argv[4] ?? "";

/** Inputs kept for having shown something new; more would only repeat. */
const MAX_POOL = 5_000;

const pool = Object.values(CORPUS)
  .flat()
  .flatMap((row) => [row.hostile(), row.twin()])
  .filter((files) => files.length === 1)
  .map(([file]) => file!.bytes)
  .filter(({ length }) => length > 0 && length <= MAX_INPUT_BYTES);
const seen = new Set<string>();

function tell(message: FromWorker): void {
  process.send?.(message);
}

let told = 0;
let executions = 0;
for (let number = first; ; number++) {
  const source = random(seed, number);
  const bytes =
    source.below(4) === 0 ? buildMutated(source) : mutateBytes(source.pick(pool), source.pick(pool), source);
  writeFileSync(current, bytes);
  const { broken, features } = await checkInput(bytes);
  executions += 1;
  if (features.some((feature) => !seen.has(feature)) && pool.length < MAX_POOL && bytes.length > 0)
    pool.push(bytes);
  features.forEach((feature) => seen.add(feature));
  const peak = process.resourceUsage().maxRSS;
  if (broken !== null) {
    const kind = broken.slice(0, 30);
    const small = await minimise(bytes, async (shorter) =>
      Boolean((await checkInput(shorter)).broken?.startsWith(kind)),
    );
    writeFileSync(current, small);
  }
  const failure = broken ?? (peak > MEMORY_CAP_KIB ? `memory: ${String(peak)} KiB` : null);
  if (failure !== null || performance.now() - told > TELL_EVERY_MS) {
    told = performance.now();
    tell({ executions, number, features: seen.size, peak, failure });
    await new Promise((resolve) => setImmediate(resolve));
    if (failure !== null) break;
  }
}
process.disconnect?.();
