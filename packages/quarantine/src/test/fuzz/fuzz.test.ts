import { expect, it } from "vitest";
import { campaign } from "./campaign.ts";

/** One minute for every run of all tests; longer by `npm run fuzz`. */
const FUZZ_MS = 60_000;
const MARGIN_MS = 120_000;

it(
  "random inputs break nothing: no crash, no hang, no memory, no admission that a second reader doubts",
  async () => {
    const seed = Date.now() % 0x1_0000_0000;
    console.log(`fuzzing with --seed ${String(seed)}`);
    const { executions, failures } = await campaign(seed, FUZZ_MS);
    expect({ ran: executions > 0, failures }).toEqual({ ran: true, failures: [] });
  },
  FUZZ_MS + MARGIN_MS,
);
