import * as fc from "fast-check";
import { expect, it } from "vitest";
import { pageOf } from "./page.ts";

const MOST = 4 * 1024 * 1024 + 64 * 1024 + 300;

it("lists everything once and in order, in pages that stay below what one answer may hold", () => {
  const metas = fc.array(fc.constantFrom("", "x".repeat(16 * 1024), "x".repeat(64 * 1024)), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(metas, (each) => {
      const entries = each.map((meta, index) => ({ id: String(index), meta }));
      const listed: string[] = [];
      let bounded = true;
      for (let after: string | null = null; ;) {
        const { page, next }: ReturnType<typeof pageOf> = pageOf(entries, after);
        bounded &&= page.reduce((sum, { meta }) => sum + meta.length, 0) <= MOST;
        listed.push(...page.map(({ id }) => id));
        if (next === null) break;
        after = next;
      }
      expect({ listed, bounded }).toEqual({ listed: entries.map(({ id }) => id), bounded: true });
    }),
    { numRuns: 30 },
  );
});
