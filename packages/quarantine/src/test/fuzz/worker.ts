// Child of a fuzz campaign: makes inputs, judges them and tells its parent. Argument: its `Task` as JSON.
import { checkInput } from "./check-input.ts";
import { seedInputs, type Input } from "./families.ts";
import { writeInput } from "./input.ts";
import { makeInput } from "./make-input.ts";
import { minimise } from "./minimise.ts";
import { random } from "./random.ts";
import { MEMORY_CAP_KIB, TELL_EVERY_MS, type FromWorker, type Task } from "./protocol.ts";

const { seed, first, inputs, family: only, current } = JSON.parse(process.argv[2] ?? "{}") as Task;

/** Inputs of a family kept for having shown something new; more would only repeat. */
const MAX_POOL = 2_000;

const pools = seedInputs();
/** What this process holds before the first input, in KiB: code, corpus and the maker of inputs, which the inspector's child has not. */
const baseline = Math.round(process.memoryUsage.rss() / 1024);
const seen = new Set<string>();
const families: Record<string, number> = {};

function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => {
      resolve();
    });
  });
}

/** The smallest file that breaks in the same way; folders stay as they are. */
async function smaller(files: Input, broken: string): Promise<Input> {
  const [file] = files;
  if (files.length !== 1 || !file) return files;
  const kind = broken.slice(0, 30);
  const with_ = (bytes: Uint8Array): Input => [{ ...file, bytes }];
  const bytes = await minimise(file.bytes, async (shorter) =>
    Boolean((await checkInput(with_(shorter))).broken?.startsWith(kind)),
  );
  return with_(bytes);
}

let told = performance.now();
let executions = 0;
for (let number = first; ; number++) {
  const { family, files } = makeInput(pools, only, random(seed, number));
  writeInput(current, files);
  const { broken, features } = await checkInput(files);
  executions += 1;
  families[family] = (families[family] ?? 0) + 1;
  const pool = pools.get(family);
  if (pool && pool.length < MAX_POOL && features.some((feature) => !seen.has(feature))) pool.push(files);
  features.forEach((feature) => seen.add(feature));
  if (broken !== null) writeInput(current, await smaller(files, broken));
  const peak = process.resourceUsage().maxRSS - baseline;
  const failure = broken ?? (peak > MEMORY_CAP_KIB ? `memory: ${String(peak)} KiB` : null);
  const over = failure !== null || executions >= (inputs ?? Infinity);
  if (over || performance.now() - told > TELL_EVERY_MS) {
    told = performance.now();
    await tell({ executions, number, features: seen.size, peak, failure, over, families });
  }
  if (over) break;
}
process.disconnect?.();
