import { processPort } from "@casemate/contract";
import { runInspector } from "@casemate/quarantine";
import { openSealedFile } from "@casemate/vault";

/**
 * The confined child that looks at one untrusted file. It joins two packages (the parsers and the vault's random-access
 * decryption), so it stands here. Descriptors arrive by inheritance; no path is opened.
 */
const port = processPort(process);
port.onClose(() => {
  process.exit(0);
});
runInspector({
  port,
  openSealedFile,
  onInternalError: (name, error) => {
    // Only the kind of error and our own lines: its message could quote the file.
    const where =
      error instanceof Error
        ? (error.stack ?? "")
            .split("\n")
            .filter((line) => line.startsWith("    at "))
            .slice(0, 8)
            .join("\n")
        : "";
    process.stderr.write(
      `inspector: ${name} failed: ${error instanceof Error ? error.name : "unknown error"}\n${where}\n`,
    );
  },
});
