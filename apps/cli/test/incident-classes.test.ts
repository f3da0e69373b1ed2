import { REPORTED_CLASSES, type Incident } from "@casemate/contract";
import { buildEchoModel, createTestHome, runCasemate, serveCasemate } from "@casemate/testkit";
import { readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, stateOf, until } from "./client.ts";
import { callAsPage } from "./page-socket.ts";

/** Each row is some ten commands beside one console, with a model where it needs one. */
const LONG_MS = 120_000;

const home = createTestHome();
const file = (path: string): string => join(home.root, path);
let served: Awaited<ReturnType<typeof serveCasemate>>;
/** What is seen is asked over a connection of its own; what a person does are commands. */
let client: Awaited<ReturnType<typeof attach>>;
const serve = async (env?: Readonly<Record<string, string>>): Promise<void> => {
  served = await serveCasemate(home, env);
  client = await attach(home);
};
const stop = async (): Promise<void> => {
  client.close();
  await served.stop();
};

async function cli(...args: string[]): Promise<number | null> {
  return (await runCasemate(home, args)).code;
}
/** A model that repeats its prompt, taken in under this name. */
async function echoes(name: string, chatTemplate: string): Promise<void> {
  const path = join(dirname(home.root), `${name}.gguf`);
  writeFileSync(path, buildEchoModel({ chatTemplate }));
  await cli("model", "import", path);
}

const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
const TEXT_ONLY = "{% for message in messages %}{{ message['content'] }}{% endfor %}";
/** 96 characters, which that model repeats over and over: only in its second round the two ends stand together. */
const SPLIT_CANARY = `${"0123456789abcdef".repeat(2)}${", ".repeat(24)}casemate-canary-`;
/** One wrong passphrase, counted a day ahead of this machine's clock and before it was started (docs/formats/vault.md): the clock was set back since. */
function attemptsFromTomorrow(): Buffer {
  const bytes = Buffer.alloc(80);
  bytes.write("casemate tries 1", 0, "latin1");
  bytes.writeUInt32LE(1, 16);
  bytes.writeBigUInt64LE(BigInt(Date.now() + 86_400_000), 24);
  bytes.set(createHash("sha256").update(bytes.subarray(0, 48)).digest(), 48);
  return bytes;
}

const TRAP = "vault/recovery-key.txt";
let trap = Buffer.alloc(0);

interface Row {
  readonly of: string;
  /** What is done for real; what Casemate does about it is not part of it. */
  readonly cause: () => Promise<unknown>;
  readonly seen: string;
  /** What is really so afterwards, asked by commands. */
  readonly effect: () => Promise<unknown>;
  readonly holds: unknown;
  /** What an attestation says is not well, before a person has put it right. */
  readonly notWell: readonly string[];
  readonly mend: () => Promise<unknown>;
}

const modelOf = async (name: string): Promise<string | undefined> =>
  (await stateOf(client)).models.items.find((model) => model.name === name)?.state;
const vaultState = async (): Promise<string> => (await stateOf(client)).vault.state;
const loaded = async (): Promise<string> => (await stateOf(client)).runtime.state;
/** What a person is told of models when Casemate looked at itself. */
const attested = async (): Promise<string> => {
  const { stdout } = await runCasemate(home, ["attest", "show"]);
  const [head = ""] = stdout.split("\n");
  return head.includes("an incident freezes") && !/models can run/i.test(head) ? "frozen" : head;
};
/** What a call that runs a model is answered with; there is no such model. */
const calling = (): Promise<string> =>
  client.call("chat.create", { modelId: "0".repeat(32) }).then(
    () => "done",
    (error: unknown) => (error as { code: string }).code,
  );

const ROWS: readonly Row[] = [
  {
    of: "prompt_injection",
    cause: () => cli("chat", "echo", "--prompt", "Hello", "--max-tokens", "60"),
    seen: "high contained: end_runtime",
    effect: loaded,
    holds: "stopped",
    notWell: [],
    mend: () => Promise.resolve(),
  },
  {
    of: "model_behavior_anomaly",
    cause: () => cli("chat", "parrot", "--prompt", SPLIT_CANARY, "--max-tokens", "150"),
    seen: "high contained: contain_model, end_runtime",
    effect: async () => [await modelOf("parrot"), await loaded()],
    holds: ["contained", "stopped"],
    notWell: ["subject"],
    mend: () => cli("model", "reinspect", "parrot"),
  },
  {
    of: "policy_bypass_attempt",
    cause: () => callAsPage(served, "model.import", { paths: ["/etc/passwd"] }),
    seen: "high contained: end_runtime",
    effect: async () => [await loaded(), await calling()],
    holds: ["stopped", "not_found"],
    notWell: [],
    mend: () => Promise.resolve(),
  },
  {
    of: "unauthorized_access",
    cause: async () => {
      await stop();
      writeFileSync(file("vault/attempts"), attemptsFromTomorrow());
      await serve();
    },
    seen: "high contained: lock_vault",
    effect: vaultState,
    holds: "locked",
    notWell: ["subject"],
    mend: () => cli("vault", "unlock"),
  },
  {
    of: "attestation_failure",
    cause: async () => {
      await stop();
      await serve({ CASEMATE_BWRAP: "" });
      await cli("vault", "unlock");
    },
    seen: "high contained: end_runtime, freeze_calls",
    effect: async () => [await loaded(), await calling()],
    holds: ["stopped", "frozen"],
    notWell: [],
    mend: () => Promise.resolve(),
  },
  {
    of: "integrity_violation",
    cause: async () => {
      trap = readFileSync(file(TRAP));
      writeFileSync(file(TRAP), "taken");
      // Seen at once where the operating system tells of it, else at the next look.
      await cli("integrity", "look");
    },
    seen: "critical contained: end_runtime, freeze_calls, lock_vault",
    effect: async () => [await vaultState(), await loaded(), await attested()],
    holds: ["locked", "stopped", "frozen"],
    notWell: ["subject"],
    mend: async () => {
      writeFileSync(file(TRAP), trap);
      await cli("vault", "unlock");
    },
  },
];

beforeAll(async () => {
  await serve();
  await cli("vault", "init");
  await echoes("echo", CHATML);
  await echoes("parrot", TEXT_ONLY);
}, LONG_MS);
afterAll(async () => {
  await stop();
  home.remove();
});

async function openOne(of: string): Promise<Incident> {
  const { incidents } = await until(client, (state) =>
    state.incidents.items.some((one) => one.class === of && one.next === "acknowledge"),
  );
  expect(incidents.items).toHaveLength(1);
  return show(incidents.items[0]?.id ?? "");
}

const show = (id: string): Promise<Incident> => client.call("incident.show", { id });

/** Asks for it and allows it, as a person does at a terminal beside a console. */
async function resolve(id: string): Promise<string[]> {
  const asked = await cli("incident", "resolve", id);
  const request = (await stateOf(client)).approvals.find(({ state }) => state === "pending");
  const granted = await cli("approvals", "grant", request?.id ?? "");
  return [`asked ${String(asked)}`, `granted ${String(granted)}`, (await show(id)).state];
}

describe("each class that something causes, from its cause to resolved", { timeout: LONG_MS }, () => {
  it.each(ROWS)("$of", async ({ of, cause, seen, effect, holds, notWell, mend }) => {
    await cause();
    const incident = await openOne(of);
    const { id, severity, state, containment } = incident;
    const contained = containment.map(({ action, state: did, ms }) => {
      return did === "done" && ms <= 2_000 ? action : `${action} ${did}`;
    });
    const held = await effect();
    const early = await cli("incident", "resolve", id);
    await cli("incident", "ack", id);
    await cli("incident", "reattest", id);
    const bad = ((await show(id)).attested?.parts ?? [])
      .filter(({ ok }) => ok !== true)
      .map((part) => part.id);
    await mend();
    if (bad.length > 0) await cli("incident", "reattest", id);
    const { state: well } = await show(id);
    expect({
      seen: `${severity} ${state}: ${contained.sort().join(", ")}`,
      held,
      early,
      bad,
      well,
      ended: await resolve(id),
      after: (await stateOf(client)).incidents.frozen,
    }).toEqual({
      seen,
      held: holds,
      early: 1,
      bad: notWell,
      well: "reattested",
      ended: ["asked 1", "granted 0", "resolved"],
      after: false,
    });
  });

  it("has a row, or a test of its own for models that were changed", () => {
    expect([...ROWS.map(({ of }) => of), "manifest_mismatch"].sort()).toEqual([...REPORTED_CLASSES].sort());
  });
});
