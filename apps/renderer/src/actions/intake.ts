import { RpcError } from "@casemate/contract";
import { consoleStore } from "../state/console-store.ts";
import { takeIn } from "../state/connection.ts";
import { errorText } from "../state/error-text.ts";
import { uiStore, type Sending } from "../state/ui-store.ts";
import { sayKnown } from "./known-file.tsx";

let nextKey = 0;

/** Hands files to intake, one after another: the vault writes at one speed, and a queue is easier to read than a race. */
export async function takeInFiles(files: readonly File[]): Promise<void> {
  if (consoleStore.getState().state?.vault.state !== "unlocked") return;
  const queued = files.map((file): [File, Sending] => [
    file,
    { key: nextKey++, name: file.name, bytes: file.size, started: false, error: null, cancelled: false },
  ]);
  uiStore.setState(({ sending }) => ({ sending: [...sending, ...queued.map(([, row]) => row)] }));
  for (const [file, row] of queued) {
    change(row.key, { started: true });
    try {
      const { modelId, known } = await takeIn(file);
      dismissSending(row.key);
      if (known) sayKnown(modelId, file.name);
    } catch (error) {
      const cancelled = error instanceof RpcError && error.code === "cancelled";
      change(row.key, { error: errorText(error), cancelled });
    }
  }
}

function change(key: number, changes: Partial<Sending>): void {
  uiStore.setState(({ sending }) => ({
    sending: sending.map((one) => (one.key === key ? { ...one, ...changes } : one)),
  }));
}

/** Takes a row out of the queue. */
export function dismissSending(key: number): void {
  uiStore.setState(({ sending }) => ({ sending: sending.filter((one) => one.key !== key) }));
}
