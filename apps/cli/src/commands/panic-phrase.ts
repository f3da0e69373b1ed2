import { createInterface } from "node:readline/promises";
import { UsageError } from "../usage-error.ts";

/** The phrase as it was given with the command, or typed now. It is no secret. Throws UsageError when it is another one. */
export async function askPhrase(phrase: string, given: string | undefined): Promise<string> {
  if (given === undefined && !process.stdin.isTTY)
    throw new UsageError(`Nothing was done: there is no terminal to ask on. Pass --phrase "${phrase}".`);
  const typed = given ?? (await ask(`To go on, type: ${phrase}\n> `));
  const plain = typed.trim().toLowerCase().split(/\s+/).join(" ");
  if (plain !== phrase) throw new UsageError(`Nothing was done. The phrase is: ${phrase}`);
  return typed;
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
