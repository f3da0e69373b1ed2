// npm run fuzz -- --minutes N [--seed S] [--family F], or --replay PATH: random inputs through all static stages.
import { parseArgs } from "node:util";
import { campaign } from "./campaign.ts";
import { checkInput } from "./check-input.ts";
import { FAMILIES } from "./families.ts";
import { readInput } from "./input.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    seed: { type: "string" },
    family: { type: "string" },
    replay: { type: "string" },
  },
});

if (values.replay !== undefined) {
  const { broken, features } = await checkInput(readInput(values.replay));
  console.log([...features, broken ?? "nothing is broken"].join("\n"));
  process.exitCode = broken === null ? 0 : 1;
} else {
  const minutes = Number(values.minutes ?? 1);
  const seed = Number(values.seed ?? Date.now() % 0x1_0000_0000);
  const family = FAMILIES.find((name) => name === values.family);
  if (values.family !== undefined && !family) throw new Error(`families: ${FAMILIES.join(", ")}`);
  console.log(`Fuzzing for ${String(minutes)} min with --seed ${String(seed)}`);
  const { executions, families, features, peak, failures } = await campaign({
    seed,
    ms: minutes * 60_000,
    ...(family ? { family } : {}),
  });
  console.log(
    `${String(executions)} inputs, ${(executions / (minutes * 60)).toFixed(0)}/s, ${String(features)} different answers, ${String(Math.round(peak / 1024))} MiB at most`,
  );
  for (const [name, count] of Object.entries(families)) console.log(`  ${name.padEnd(12)} ${String(count)}`);
  for (const { what, file } of failures) console.log(`${what}\n  npm run fuzz -- --replay ${file}`);
  process.exitCode = failures.length === 0 && executions > 0 ? 0 : 1;
}
