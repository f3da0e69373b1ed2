import { ChatOptions, RpcError, type ChatMessage } from "@casemate/contract";
import { InvalidArgumentError, type Command } from "commander";
import { createInterface } from "node:readline/promises";
import { visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { withSession, type Session } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";
import { findModel } from "./find-model.ts";

interface Options extends Common, PassphraseOptions {
  readonly prompt?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
}

/** `casemate chat MODEL` */
export function addChatCommand(program: Command): void {
  const command = program
    .command("chat <model>")
    .description("talk to an admitted model; it has no network")
    .option("--prompt <text>", "say this once and print the answer")
    .option("--max-tokens <n>", "stop after this many tokens", number(1, 8192))
    .option("--temperature <t>", "0 is always the same answer, 2 is wild", number(0, 2));
  passphraseOption(jsonOption(command)).action(chat);
}

async function chat(name: string, options: Options): Promise<void> {
  const { prompt } = options;
  if (prompt === undefined && !process.stdin.isTTY)
    throw new UsageError("There is no terminal to type on. Give --prompt TEXT.");
  await withSession({ unlock: true, passphraseFd: options.passphraseFd }, async (session) => {
    const model = findModel(await session.state(), name);
    const { id } = await session.client.call("chat.create", { modelId: model.id });
    if (prompt !== undefined) await once(session, id, prompt, options);
    else await converse(session, id, options);
  });
}

async function once(session: Session, chatId: string, prompt: string, options: Options): Promise<void> {
  const message = await say(session, chatId, prompt, options, options.json);
  if (message.stop === "failed") process.exitCode = 1;
  process.stdout.write(options.json ? `${JSON.stringify({ chatId, message })}\n` : "\n");
}

async function converse(session: Session, chatId: string, options: Options): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  process.stderr.write("Type a message and press Enter. Ctrl D ends the conversation.\n");
  lines.setPrompt("> ");
  lines.prompt();
  for await (const line of lines) {
    if (line.trim() !== "") {
      await say(session, chatId, line, options, false);
      process.stdout.write("\n");
    }
    lines.prompt();
  }
}

/** Sends one message; prints the answer as it comes unless `quiet`. */
async function say(
  { client }: Session,
  chatId: string,
  text: string,
  options: Options,
  quiet: boolean,
): Promise<ChatMessage> {
  const stopDeltas = client.on("chat.delta", (delta) => {
    // The model's text is untrusted: a terminal must not obey its control characters. Line breaks and tabs stay.
    if (!quiet && delta.chatId === chatId)
      process.stdout.write(
        delta.text
          .split(/([\n\t])/)
          .map((part, index) => (index % 2 === 1 ? part : visible(part)))
          .join(""),
      );
  });
  const done = new Promise<ChatMessage>((resolve) => {
    const unsubscribe = client.on("chat.done", (event) => {
      if (event.chatId !== chatId) return;
      unsubscribe();
      if (event.error) process.stderr.write(`casemate: ${event.error.message}\n`);
      resolve(event.message);
    });
  });
  const { maxTokens, temperature } = options;
  const chosen = ChatOptions.parse({
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
  });
  try {
    await client.call("chat.send", { chatId, text, options: chosen });
    return await Promise.race([done, client.closed.then(ended)]);
  } finally {
    stopDeltas();
  }
}

function ended(): never {
  throw new RpcError("closed", "The console ended before the answer was complete.");
}

function number(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value < low || value > high)
      throw new InvalidArgumentError(`Give a number from ${String(low)} to ${String(high)}.`);
    return value;
  };
}
