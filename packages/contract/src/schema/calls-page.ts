import * as z from "zod";
import type { CallSpec, Contract, EventSpec } from "../rpc/spec.ts";

/** The reference page of a contract, in Markdown: what there is to call, what it can break, what it takes and answers. */
export function callsPage(contract: Contract): string {
  const rows = Object.entries(contract);
  const calls = rows.filter((row): row is [string, CallSpec] => row[1].kind === "call");
  const events = rows.filter((row): row is [string, EventSpec] => row[1].kind === "event");
  return [
    "# Calls and events",
    "",
    "Derived from `packages/contract/src/schema/contract.ts`; a test keeps it true (update it with `npx vitest run packages/contract -u`).",
    "`read` changes nothing · `act` changes something a person can change back · `danger` needs an approval each time.",
    "",
    "| call | risk | takes | answers |",
    "|---|---|---|---|",
    ...calls.map(
      ([name, spec]) => `| \`${name}\` | ${spec.risk} | ${fields(spec.input)} | ${fields(spec.output)} |`,
    ),
    "",
    "| event | carries |",
    "|---|---|",
    ...events.map(([name, spec]) => `| \`${name}\` | ${fields(spec.payload)} |`),
    "",
  ].join("\n");
}

function fields(schema: z.ZodType): string {
  const shape = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return shape.length === 0 ? "–" : shape.map((key) => `\`${key}\``).join(", ");
}
