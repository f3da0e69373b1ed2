import { repositoryRoot } from "@casemate/testkit";
import { join } from "node:path";
import { runProgram } from "../lib/programs.ts";

/** `casemate scan` over these paths, from its start to its end, in milliseconds. Throws unless all are admitted. */
export async function scanCommand(paths: readonly string[], args: readonly string[] = []): Promise<number> {
  const cli = join(repositoryRoot, "dist", "cli.mjs");
  const ran = await runProgram(process.execPath, [cli, "scan", "--json", ...args, ...paths]);
  for (const line of ran.stdout.trim().split("\n")) {
    if ((JSON.parse(line) as { verdict: string }).verdict !== "admit")
      throw new Error(`not admitted: ${line.slice(0, 1000)}`);
  }
  return ran.ms;
}
