import BetterSqlite3 from "better-sqlite3";
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { migrate, schemaVersion } from "../database.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "./index.ts";

it("every file of this folder is in the registry, in order, without gaps", () => {
  const files = readdirSync(import.meta.dirname)
    .filter((name) => /^\d{4}-/.test(name))
    .sort();
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(files.map((name) => Number(name.slice(0, 4))));
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

it("brings an empty database to the newest version, once", () => {
  const db = new BetterSqlite3(":memory:");
  migrate(db);
  migrate(db);
  expect(schemaVersion(db)).toBe(SCHEMA_VERSION);
  db.close();
});
