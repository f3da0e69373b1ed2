import { RpcError } from "@casemate/contract";
import { reason } from "@casemate/supervisor";
import { Command, CommanderError } from "commander";
import { addApprovalCommands } from "./commands/approvals.ts";
import { addAttestCommands } from "./commands/attest.ts";
import { addAuditCommands } from "./commands/audit.ts";
import { addChatCommand } from "./commands/chat.ts";
import { addChatsCommand } from "./commands/chats.ts";
import { addForensicCommands } from "./commands/forensic.ts";
import { addIntegrityCommands } from "./commands/integrity.ts";
import { addIncidentCommands } from "./commands/incident.ts";
import { addGpuCommands } from "./commands/gpu.ts";
import { addModelCommands } from "./commands/model.ts";
import { addPanicCommands } from "./commands/panic.ts";
import { addPolicyCommands } from "./commands/policy.ts";
import { addScanCommand } from "./commands/scan.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addStatusCommands } from "./commands/status.ts";
import { addVaultCommands } from "./commands/vault.ts";
import { version } from "./compose.ts";
import { visible } from "./console/output.ts";
import { watchLauncher } from "./console/watch-launcher.ts";
import { UsageError } from "./usage-error.ts";

/** Wrong passphrase, refused, failed verification: "no". */
const EXIT_NO = 1;
/** Wrong use, or an environment that does not fit. */
const EXIT_USAGE = 2;
/** Answers of the supervisor that are about the environment, not a verdict. */
const ENVIRONMENT_CODES = new Set([
  "bad_home",
  "in_use",
  "unreadable",
  "not_a_file",
  "disk_full",
  "isolation_unavailable",
  "tampered",
  "absent",
]);

function buildProgram(): Command {
  const program = new Command("casemate")
    .description("Security console for a private AI workstation")
    .version(version)
    // What stands behind a command's name belongs to it: panic has --json of its own, and so have the commands below it.
    .enablePositionalOptions()
    .exitOverride();
  [
    addScanCommand,
    addVaultCommands,
    addModelCommands,
    addChatCommand,
    addChatsCommand,
    addAuditCommands,
    addForensicCommands,
    addIncidentCommands,
    addApprovalCommands,
    addPolicyCommands,
    addPanicCommands,
    addIntegrityCommands,
    addAttestCommands,
    addGpuCommands,
    addStatusCommands,
    addServeCommand,
  ].forEach((add) => {
    add(program);
  });
  // Nothing of the person's input is echoed by the library beyond its own one-line error.
  program.commands.forEach((command) => {
    command.exitOverride();
  });
  return program;
}

/** Where the answer goes can be full or closed. A reader that has seen enough (head) is no fault. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE")
    process.stderr.write(`casemate: the answer could not be written: ${reason(error)}.\n`);
  process.exit(error.code === "EPIPE" ? 0 : EXIT_USAGE);
});

/** Longest delay of a timer, in ms. */
const FOREVER_MS = 2 ** 31 - 1;

async function main(): Promise<void> {
  watchLauncher();
  // While a part is waiting to be started again nothing else may keep this process alive, and the command would end without a word.
  const alive = setInterval(() => undefined, FOREVER_MS);
  try {
    await buildProgram().parseAsync(process.argv);
  } catch (error) {
    process.exitCode = explain(error);
  } finally {
    clearInterval(alive);
  }
}

/** One clear sentence on stderr; answers the exit code. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof UsageError) {
    process.stderr.write(`casemate: ${visible(error.message)}\n`);
    return EXIT_USAGE;
  }
  if (error instanceof RpcError) {
    process.stderr.write(`casemate: ${visible(error.message)}\n`);
    return ENVIRONMENT_CODES.has(error.code) ? EXIT_USAGE : EXIT_NO;
  }
  process.stderr.write(
    `casemate: something inside failed: ${error instanceof Error ? error.message : "unknown"}\n`,
  );
  return EXIT_USAGE;
}

await main();
