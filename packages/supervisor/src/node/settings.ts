import { AppSlice } from "@casemate/contract";
import { createHash } from "node:crypto";
import type * as z from "zod";
import type { Context } from "./console/context.ts";
import type { KeeperClient } from "./vault/keeper-link.ts";

const Settings = AppSlice.shape.settings;
export type Settings = z.output<typeof Settings>;

/** 30 minutes and 7 days; markers cost a few words of each prompt, tests of a card a second or two every five minutes of rest. */
export const DEFAULT_SETTINGS: Settings = {
  autoLockMinutes: 30,
  refusedKeepDays: 7,
  promptMarkers: true,
  gpuTests: "weekly",
};

/** The one record that holds them; a fixed id, so that there is never a second one. */
const SETTINGS_ID = createHash("sha256").update("casemate settings v1").digest("hex").slice(0, 32);
const SETTINGS_KIND = "settings";

/**
 * How long an open vault waits and a refused file stays. Both matter only while the vault is open, so they are kept in it: who can write the
 * data directory but not open the vault cannot make it stay open longer. While locked the defaults, or what this process knew last, are shown.
 */
export interface KeptSettings {
  /** After unlocking, before anything depends on them. Never rejects: what cannot be read leaves the defaults. */
  load(): Promise<void>;
  /** Kept when it answers; before there is a vault, with the vault. */
  set(change: Partial<Settings>): Promise<Settings>;
}

export function createSettings(
  context: Pick<Context, "state" | "report">,
  keys: () => KeeperClient,
): KeptSettings {
  const { state } = context;
  const show = (settings: Settings): void => {
    state.update("app", (app) => ({ ...app, settings }));
  };
  const put = async (settings: Settings): Promise<void> => {
    await keys().call("record.put", {
      id: SETTINGS_ID,
      kind: SETTINGS_KIND,
      meta: "{}",
      data: JSON.stringify(settings),
    });
  };
  return {
    load: async () => {
      try {
        const stored = await keys().call("record.get", { id: SETTINGS_ID });
        if (stored === null) await put(state.get("app").settings);
        // Kept by an earlier version: what it did not know has its default.
        else show(Settings.parse({ ...DEFAULT_SETTINGS, ...(JSON.parse(stored.data) as object) }));
      } catch (error) {
        context.report("settings", error);
        show(DEFAULT_SETTINGS);
      }
    },
    set: async (change) => {
      const settings = { ...state.get("app").settings, ...change };
      if (state.get("vault").state !== "absent") await put(settings);
      show(settings);
      return settings;
    },
  };
}

export function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
