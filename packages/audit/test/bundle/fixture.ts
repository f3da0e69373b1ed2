import { connect, portPair, serve } from "@casemate/contract";
import Sqlite from "better-sqlite3";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBundle, type Built, type BundleRequest } from "../../src/common/bundle/build.ts";
import { bundleCalls, type LedgerCall } from "../../src/common/bundle/ledger-call.ts";
import { STATEMENTS, type StatementName } from "../../src/common/bundle/files.ts";
import type { LedgerEntry } from "../../src/common/ledger-contract.ts";
import { openingOf, rootAt, signDigest, tileOf, verifierKeyOf, wordsOf } from "../../src/node/evidence.ts";
import { sha256 } from "../../src/node/hashing.ts";
import { openLedger, type Ledger } from "../../src/node/ledger.ts";
import { layoutOf } from "../../src/node/layout.ts";
import { openKeyFile, type LogKeys } from "../../src/node/key-file.ts";

/** A real log, and bundles made of it: what the tests of the three verifiers share. */
export interface TestLog {
  readonly ledger: Ledger;
  readonly call: LedgerCall;
  /** What a thief of today's key file has. */
  readonly keys: LogKeys;
  build(change?: Partial<BundleRequest>): Promise<Built>;
  close(): void;
}

const START = Date.parse("2026-11-01T00:00:00.000Z");

/** Some fifty records in seven epochs: pairs of intent and outcome, the dangerous ones sealed at once, and a note with umlauts. */
export function writeTestLog(): TestLog {
  const home = mkdtempSync(join(tmpdir(), "casemate-bundle-"));
  let ticks = 0;
  const ledger = openLedger({ Sqlite, home, now: () => new Date(START + ticks++ * 1000) });
  for (let i = 0; i < 20; i++) {
    const critical = i % 5 === 3;
    const action = critical ? "model.release" : "vault.unlock";
    const act = { actor: `socket:${String(i)}`, action, subject: "a".repeat(32) };
    const intent = { ...act, kind: "intent", intent: null, result: null, detail: {}, critical } as const;
    const { seq } = ledger.append(intent);
    ledger.append({
      ...act,
      kind: "outcome",
      intent: seq,
      result: "ok",
      detail: { ms: 1.5 + i, step: null },
    });
  }
  ledger.append(note("vault.locked", { why: "leer „gelassen“ \u{1f512}\n\u0001", verified: true }));
  const call = connectLedger(ledger);
  const file = openKeyFile(layoutOf(home).key);
  const keys = file.read();
  file.close();
  if (!keys) throw new Error("the log has no keys");
  return {
    ledger,
    call,
    keys,
    build: (change = {}) => buildBundle({ call, sha256 }, { ...request, ...change }),
    close: () => {
      ledger.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const encoder = new TextEncoder();

const request: BundleRequest = {
  from: 7,
  to: 29,
  hide: ["subject", "actor", "detail.ms"],
  notes: "Notiz für den Versicherer.",
  reason: "Names of people are nobody's business.",
  created: "2026-11-02T00:00:00.000Z",
  statements: Object.fromEntries(STATEMENTS.map((name) => [name, { recorded: false }])) as Record<
    StatementName,
    object
  >,
  verifiers: {
    html: encoder.encode("<!doctype html>\n"),
    python: encoder.encode("#!/usr/bin/env python3\n"),
  },
};

export function note(action: string, detail: LedgerEntry["detail"]): LedgerEntry {
  return { kind: "note", actor: "casemate", action, subject: null, intent: null, result: null, detail };
}

/** The calls of the ledger's child that a bundle needs, over a port like there. */
function connectLedger(ledger: Ledger): LedgerCall {
  const [ours, theirs] = portPair();
  const provable = (): Parameters<typeof rootAt>[0] => {
    const { store, writer, log } = ledger.evidence();
    return { store, tip: writer.tip, log };
  };
  serve(theirs, {
    contract: bundleCalls,
    caller: { via: "in-process", session: "test" },
    handlers: {
      "ledger.checkpoint": () => {
        ledger.seal();
        const { store, writer, log } = ledger.evidence();
        const { note: text = "", size = 0 } = store.lastCheckpoint() ?? {};
        const mark = { log, size, root: rootAt(provable(), size) ?? "" };
        return { note: text, verifierKey: verifierKeyOf(writer.epoch), words: wordsOf(store), mark };
      },
      "ledger.checkpoints": ({ from, limit }) => ({
        checkpoints: ledger.evidence().store.checkpoints(from, limit),
      }),
      "ledger.openings": ({ from, limit }) => ({
        records: ledger
          .evidence()
          .store.rows(from, from + limit)
          .map(openingOf),
      }),
      "ledger.tile": ({ level, n, width }) => ({
        hashes: tileOf(provable(), level, n, width).toString("base64"),
      }),
      "ledger.sign": (input) => ({
        note: signDigest(ledger.evidence().writer.epoch, input.what, input.sha256),
      }),
    },
  });
  return connect(bundleCalls, ours).call;
}
