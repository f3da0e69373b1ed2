import { AppSlice } from "@casemate/contract";
import { readFileSync } from "node:fs";
import type * as z from "zod";
import { writeWhole } from "./whole-file.ts";

const Settings = AppSlice.shape.settings;
export type Settings = z.output<typeof Settings>;

/** 30 minutes and 7 days: the defaults of DESIGN §1 and §5. */
export const DEFAULT_SETTINGS: Settings = { autoLockMinutes: 30, refusedKeepDays: 7 };

/** `config.json` holds no secret. A damaged or missing one means defaults. */
export function readSettings(path: string): Settings {
  try {
    const parsed = Settings.partial().safeParse(JSON.parse(readFileSync(path, "utf8")));
    return { ...DEFAULT_SETTINGS, ...(parsed.success ? withoutUndefined(parsed.data) : {}) };
  } catch {
    return DEFAULT_SETTINGS;
  }
}

export function writeSettings(path: string, settings: Settings): void {
  writeWhole(path, `${JSON.stringify(settings, null, 2)}\n`);
}

export function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
