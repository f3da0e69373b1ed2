import {
  createRecipient,
  RpcError,
  serve,
  type In,
  type Payload,
  type Port,
  type Recipient,
  type Served,
} from "@casemate/contract";
import type { ByteSource } from "../common/byte-source.ts";
import { byteWindow } from "../common/byte-window.ts";
import { toFinding } from "../common/findings.ts";
import {
  inspectorContract,
  type InspectedFile,
  type InspectionReport,
} from "../common/inspector-contract.ts";
import { throttled } from "../common/progress.ts";
import { makeReport, type JudgedFile } from "../common/report.ts";
import { runInput } from "../common/run-input.ts";
import type { FileResult } from "../common/run-stages.ts";
import { fileSource } from "./file-source.ts";
import { nodeKit, sha256 } from "./hasher.ts";

/** Length of a vault file key, in bytes. */
const FILE_KEY_BYTES = 32;

/** A vault file behind a descriptor: what `openSealedFile` of the vault package returns. */
export interface SealedFile extends ByteSource {
  close(): void;
}

export interface InspectorOptions {
  readonly port: Port;
  /** Opens vault ciphertext for reading; the entry passes the vault's own. */
  readonly openSealedFile: (fd: number, fileKey: Uint8Array) => SealedFile;
  /** Told about errors that cross as "internal". What it prints must hold nothing of the file. */
  readonly onInternalError?: (name: string, error: unknown) => void;
}

type RunInput = In<(typeof inspectorContract)["inspect.run"]>;

/**
 * Serves the inspector contract on `port`: one hello, one run or one look at some bytes. This is the confined child's whole work; it opens no
 * path, writes nothing and starts nothing.
 */
export function runInspector(options: InspectorOptions): void {
  // Made at once so that the first hello answers without delay; a failure surfaces there.
  const recipient = createRecipient();
  recipient.catch(() => undefined);
  let used = false;
  // One child, one input: what a hostile file did to this process must not meet a second one.
  const useOnce = (): void => {
    if (used) throw new RpcError("used", "This inspector has already looked at a file.");
    used = true;
  };
  const served: Served<typeof inspectorContract> = serve(options.port, {
    contract: inspectorContract,
    caller: { via: "in-process", session: "inspector" },
    handlers: {
      "inspect.hello": async () => ({
        publicKey: Buffer.from((await recipient).publicKey).toString("base64"),
      }),
      "inspect.bytes": async ({ file, at }) => {
        useOnce();
        const opened = await openFile(file, await recipient, options);
        try {
          return byteWindow(opened.source, at);
        } finally {
          opened.close();
        }
      },
      "inspect.run": async (input) => {
        useOnce();
        return inspectInput(input, await recipient, options, (name, payload) => {
          served.emit(name, payload);
        });
      },
    },
    ...(options.onInternalError ? { onInternalError: options.onInternalError } : {}),
  });
}

type Emit = Served<typeof inspectorContract>["emit"];
type Progress = Payload<(typeof inspectorContract)["inspect.progress"]>;

async function inspectInput(
  input: RunInput,
  recipient: Recipient,
  options: InspectorOptions,
  emit: Emit,
): Promise<InspectionReport> {
  const total = input.files.reduce((sum, file) => sum + file.bytes, 0);
  const alone = input.files.length === 1;
  const progress = throttled<Progress>((event) => {
    emit("inspect.progress", event);
  }, nodeKit.now);
  const opened: Opened[] = [];
  try {
    // All at once: what the files are together must be known before the first is judged.
    for (const file of input.files) opened.push(await openFile(file, recipient, options));
    const files = input.files.map(({ name, sha256 }, index) => ({
      name,
      source: known(opened[index]).source,
      expectedSha256: sha256,
    }));
    const results = await runInput({ files, origin: input.source, profile: input.profile }, nodeKit, {
      onProgress: (stage, done, findings) => {
        progress({ stage, done, total, findings });
      },
      onStage: (_file, result) => {
        if (alone) emit("inspect.stage", result);
      },
    });
    const judged = results.map((result, index): JudgedFile => {
      const { name, bytes } = known(input.files[index]);
      return { name, bytes, result: known(opened[index]).unchanged() ? result : markChanged(result) };
    });
    return finished(judged, input, emit);
  } finally {
    for (const file of opened) file.close();
  }
}

function finished(judged: readonly JudgedFile[], input: RunInput, emit: Emit): InspectionReport {
  const report = makeReport(judged, input.profile, digestText);
  // Of a set, stages are known only when all its files are done.
  if (judged.length > 1)
    report.stages.forEach((result) => {
      emit("inspect.stage", result);
    });
  return report;
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError("one result for each file");
  return value;
}

interface Opened {
  readonly source: ByteSource;
  unchanged(): boolean;
  close(): void;
}

async function openFile(
  file: InspectedFile,
  recipient: Recipient,
  options: InspectorOptions,
): Promise<Opened> {
  if (file.keyEnvelope === null) {
    const source = fileSource(file.fd);
    if (source.size !== file.bytes)
      throw new RpcError(
        "changed",
        "The file changed its size before the check began. Close whatever is writing to it, then try again.",
      );
    return { source, unchanged: () => source.unchanged(), close: () => undefined };
  }
  const key = await openKey(file.keyEnvelope, recipient);
  try {
    const sealed = options.openSealedFile(file.fd, key);
    if (sealed.size !== file.bytes)
      throw new RpcError("changed", "The stored file has not the size that was recorded. Import it again.");
    // Every chunk is authenticated: what was read is what was stored.
    return {
      source: sealed,
      unchanged: () => true,
      close: () => {
        sealed.close();
      },
    };
  } catch (error) {
    key.fill(0);
    if (error instanceof RpcError) throw error;
    throw new RpcError(
      "unreadable",
      "The stored file could not be opened. It is damaged, or its key is another one.",
    );
  }
}

async function openKey(envelope: string, recipient: Recipient): Promise<Uint8Array> {
  try {
    const key = await recipient.open(new Uint8Array(Buffer.from(envelope, "base64")), "file-key");
    if (key.length === FILE_KEY_BYTES) return key;
    key.fill(0);
  } catch {
    // Told below, in the same words: which of the two it was helps nobody but an attacker.
  }
  throw new RpcError("bad_key", "The key for this file did not arrive whole. Try again.");
}

/** A plain file that changed under us: what was judged is not what lies there now. */
function markChanged(result: FileResult): FileResult {
  const message = "The file changed while it was being read. What was checked is not what is there now.";
  const stages = result.stages.map((stage) =>
    stage.id === "identity" && stage.verdict !== "refuse"
      ? { ...stage, verdict: "hold" as const, detail: message }
      : stage,
  );
  return {
    ...result,
    stages,
    findings: [...result.findings, toFinding({ rule: "identity.changed", message }, "identity", null)],
  };
}

function digestText(text: string): string {
  const hash = sha256();
  hash.update(new TextEncoder().encode(text));
  return hash.digest();
}
