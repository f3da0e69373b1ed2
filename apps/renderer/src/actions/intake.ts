import { MAX_DROPPED_FILES, RpcError } from "@casemate/contract";
import i18n from "i18next";
import { consoleStore } from "../state/console-store.ts";
import { call, takeIn } from "../state/connection.ts";
import type { DroppedModel } from "../transport/transport.ts";
import type { PickedFile } from "./dropped-files.ts";
import { errorText } from "../state/error-text.ts";
import { uiStore, type Sending } from "../state/ui-store.ts";
import { sayKnown } from "./known-file.tsx";

let nextKey = 0;

/**
 * Hands files to intake, one model after another: the vault writes at one speed, and a queue is easier to read than a race. The console says
 * which of them are one model.
 */
export async function takeInFiles(picked: Promise<readonly PickedFile[]>): Promise<void> {
  if (consoleStore.getState().state?.vault.state !== "unlocked") return;
  let models: DroppedModel[];
  try {
    models = await modelsOf(await picked);
  } catch (error) {
    const row = { ...newRow("", 0), error: errorText(error) };
    uiStore.setState(({ sending }) => ({ sending: [...sending, row] }));
    return;
  }
  const queued = models.map((model): [DroppedModel, Sending] => [
    model,
    newRow(
      model.name,
      model.files.reduce((sum, { file }) => sum + file.size, 0),
    ),
  ]);
  uiStore.setState(({ sending }) => ({ sending: [...sending, ...queued.map(([, row]) => row)] }));
  for (const [model, row] of queued) {
    change(row.key, { started: true });
    try {
      const { modelId, known } = await takeIn(model);
      dismissSending(row.key);
      if (known) sayKnown(modelId, model.name);
    } catch (error) {
      const cancelled = error instanceof RpcError && error.code === "cancelled";
      change(row.key, { error: errorText(error), cancelled });
    }
  }
}

async function modelsOf(picked: readonly PickedFile[]): Promise<DroppedModel[]> {
  if (picked.length > MAX_DROPPED_FILES) throw new RpcError("too_many_files", i18n.t("models.tooMany"));
  if (picked.length === 0) throw new RpcError("no_file", i18n.t("models.noFile"));
  const { groups } = await call("model.group", { names: picked.map(({ path }) => path) });
  return groups.map(({ name, files }) => ({
    name,
    files: files.flatMap(({ at, name: inside }) => {
      const file = picked[at]?.file;
      return file ? [{ name: inside, file }] : [];
    }),
  }));
}

function newRow(name: string, bytes: number): Sending {
  return { key: nextKey++, name, bytes, started: false, error: null, cancelled: false };
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
