import { type AppContract, type Arg, type DigestListName, type Out } from "@casemate/contract";
import { readSharedList } from "@casemate/supervisor";
import type { Command } from "commander";
import { resolve } from "node:path";
import { printAnswer, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";
import { withApproval } from "./with-approval.ts";

type Options = Common & PassphraseOptions;
interface AddOptions extends Options {
  readonly name?: string;
  readonly note?: string;
}

/** Which call changes which list. Adding a block is an act, everything else needs approval. */
const CHANGES = {
  pins: { add: "policy.pin", remove: "policy.unpin", import: "policy.importPins" },
  blocks: { add: "policy.block", remove: "policy.unblock", import: "policy.importBlocks" },
} as const;
type Change = (typeof CHANGES)[DigestListName]["add" | "remove" | "import"];
type Page = Out<AppContract["policy.list"]>;

const PAGE = 1000;

/** `casemate policy pins|blocks list|add|remove|import`. */
export function addListCommands(policy: Command): void {
  for (const list of ["pins", "blocks"] as const) {
    const command = policy
      .command(list)
      .description(
        list === "pins" ? "files that are meant, by digest" : "files that never come in, by digest",
      );
    jsonOption(command.command("list").description("all of them, in the order of their digests")).action(
      (options: Common) => show(list, options),
    );
    change(command, "add <sha256>", list === "pins" ? "pin one file; needs approval" : "block one file")
      .option("--name <file>", "file name that is meant", "")
      .option("--note <text>", "why", "")
      .action((sha256: string, { name = "", note = "", ...options }: AddOptions) =>
        run(CHANGES[list].add, { sha256: digest(sha256), name, note }, options),
      );
    change(command, "remove <sha256>", "take one off the list; needs approval").action(
      (sha256: string, options: Options) => run(CHANGES[list].remove, { sha256: digest(sha256) }, options),
    );
    change(
      command,
      "import <file>",
      `add all of a list (sha256sum form, one digest a line, or JSON)${list === "pins" ? "; needs approval" : ""}`,
    ).action((file: string, options: Options) => importList(list, file, options));
  }
}

function change(command: Command, name: string, description: string): Command {
  return passphraseOption(jsonOption(command.command(name).description(description)));
}

async function show(list: DigestListName, options: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    let after: string | null = null;
    let shown = 0;
    for (;;) {
      const { entries, total }: Page = await client.call("policy.list", { list, after, limit: PAGE });
      for (const entry of entries)
        process.stdout.write(
          options.json
            ? `${JSON.stringify(entry)}\n`
            : `${[entry.sha256, entry.name, entry.note].map(visible).join("  ").trimEnd()}\n`,
        );
      shown += entries.length;
      after = entries.at(-1)?.sha256 ?? null;
      if (after === null || shown >= total) break;
    }
    if (shown === 0 && !options.json) process.stdout.write("The list is empty.\n");
  });
}

/** Read here first: a list with a bad line is named before anybody is asked to approve it. */
async function importList(list: DigestListName, file: string, options: Options): Promise<void> {
  const path = resolve(file);
  const { digest: sha256, problem } = readSharedList(path);
  if (problem !== null) throw new UsageError(`Nothing was imported. ${problem}`);
  await run(CHANGES[list].import, { path, sha256 }, options);
}

async function run<K extends Change>(call: K, input: Arg<AppContract[K]>, options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    if (!(await withApproval(session, call, input, options))) return;
    const { pins, blocks } = (await session.state()).admission;
    const text = `Done. ${String(pins)} pinned and ${String(blocks)} blocked files.`;
    printAnswer({ ok: true, text, json: { done: true, pins, blocks } }, options.json);
  });
}

function digest(text: string): string {
  if (!/^[0-9a-fA-F]{64}$/.test(text))
    throw new UsageError(`${visible(text.slice(0, 80))} is not a SHA-256 of 64 hexadecimal characters.`);
  return text.toLowerCase();
}
