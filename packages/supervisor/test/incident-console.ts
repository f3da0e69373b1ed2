import {
  connect,
  contract,
  portPair,
  RpcError,
  sealEnvelope,
  type Caller,
  type Incident,
  type SecretPurpose,
  type State,
} from "@casemate/contract";
import { engineRelease, runtimePackageDirs } from "@casemate/inference";
import { buildStarterModel } from "@casemate/testkit";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { secretFrame } from "../src/node/transport/unix-client.ts";
import {
  createSpawner,
  startConsole,
  systemClock,
  verifiersIn,
  type Console,
  type Spawner,
} from "../src/index.ts";
import { root } from "./bundle-probes.ts";

const PASSPHRASE = "correct horse battery staple";
const MODULES = join(root, "node_modules");

/** An installation of its own, whose files a test may change, with a data directory. */
export interface Installation {
  readonly dist: string;
  readonly home: string;
  service(name: string): string;
  remove(): void;
}

export function install(): Installation {
  const folder = mkdtempSync(join(tmpdir(), "casemate-incidents-"));
  const dist = join(folder, "dist");
  cpSync(join(root, "dist", "services"), join(dist, "services"), { recursive: true });
  // The children find their packages beside their own files.
  symlinkSync(MODULES, join(folder, "node_modules"));
  writeManifest(dist);
  return {
    dist,
    home: join(folder, "home"),
    service: (name) => join(dist, "services", `${name}.mjs`),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same list that the build makes, of this installation. */
export function writeManifest(dist: string): void {
  const node = realpathSync(process.execPath);
  const files = readdirSync(join(dist, "services")).filter((name) => /\.(?:mjs|html)$/.test(name));
  // The engine's few files that say what it is: reading all of it for every test would be slow.
  const engine = ["index.js", "config.js"].map((name) =>
    join(dist, "..", "node_modules", "node-llama-cpp", "dist", name),
  );
  const paths = [node, ...files.map((name) => join(dist, "services", name)), ...engine];
  const entries = paths.map((path) => [
    relative(dist, path),
    createHash("sha256").update(readFileSync(path)).digest("hex"),
  ]);
  writeFileSync(join(dist, "manifest.json"), JSON.stringify(Object.fromEntries(entries)));
}

export type Client = ReturnType<typeof connect<typeof contract>>;

export interface Started {
  readonly console: Console;
  readonly client: Client;
  /** Another caller, for example a browser's page. */
  as(via: Caller["via"]): Client;
  state(): State;
  secret(purpose: SecretPurpose): Promise<string>;
  until(holds: (state: State) => boolean): Promise<State>;
  stop(): Promise<void>;
}

/** A whole console over real children. */
export async function boot(installation: Installation, bwrap?: string): Promise<Started> {
  process.env["CASEMATE_KDF"] = "minimum";
  const spawner: Spawner = createSpawner({
    node: process.execPath,
    servicesDir: join(installation.dist, "services"),
    manifest: join(installation.dist, "manifest.json"),
    nodeModules: MODULES,
    bwrap,
  });
  const console = await startConsole({
    root: installation.home,
    shell: "serve",
    version: "0",
    engine: "test",
    engineRelease: engineRelease(MODULES),
    nodeVersion: process.versions.node,
    clock: systemClock,
    spawner,
    runtimeDirs: runtimePackageDirs(MODULES),
    verifiers: () => verifiersIn(join(installation.dist, "services")),
    starterModel: () => Promise.resolve(buildStarterModel()),
    report: () => undefined,
  });
  const attach = (via: Caller["via"]): { client: Client; frame: (bytes: Uint8Array) => void } => {
    const [ours, theirs] = portPair();
    const { secretFrame: frame } = console.attach(theirs, { via, session: `test-${via}` });
    return { client: connect(contract, ours), frame };
  };
  const own = attach("in-process");
  return {
    console,
    client: own.client,
    as: (via) => attach(via).client,
    state: () => console.state.snapshot().state,
    secret: async (purpose) => {
      const { secretId, publicKey } = await own.client.call("secret.begin", { purpose });
      const text = new TextEncoder().encode(PASSPHRASE);
      const sealed = await sealEnvelope(Buffer.from(publicKey, "base64"), text, "passphrase");
      own.frame(secretFrame(secretId, sealed));
      return secretId;
    },
    until: (holds) => until(console, holds),
    stop: () => console.stop(),
  };
}

function until(console: Console, holds: (state: State) => boolean): Promise<State> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const { state } = console.state.snapshot();
      if (!holds(state)) return false;
      resolve(state);
      return true;
    };
    if (look()) return;
    const stop = console.state.subscribe(() => {
      if (look()) stop();
    });
  });
}

export async function createVault({ client, secret }: Started): Promise<void> {
  await client.call("vault.create", { secretId: await secret("create") });
}

export async function unlock({ client, secret }: Started): Promise<string> {
  return (await client.call("vault.unlock", { secretId: await secret("unlock") })).result;
}

/** Imports the starter model and waits for its verdict; answers its id. */
export async function admitStarter(started: Started): Promise<string> {
  const { modelId } = await started.client.call("model.installStarter", {});
  await settled(started, modelId);
  return modelId;
}

export async function inspectAgain(started: Started, modelId: string): Promise<void> {
  await started.client.call("model.reinspect", { modelId });
  await settled(started, modelId);
}

async function settled({ until: wait }: Started, modelId: string): Promise<void> {
  await wait(({ models }) => models.items.some(({ id, jobId }) => id === modelId && jobId === null));
}

/** The one open incident, once it is contained or that failed. */
export async function contained(started: Started): Promise<Incident> {
  const { incidents } = await started.until(({ incidents: { items } }) =>
    items.some(({ state }) => state !== "open"),
  );
  const [first, ...others] = incidents.items;
  if (!first || others.length > 0) throw new Error(`${String(incidents.items.length)} incidents are open`);
  return started.client.call("incident.show", { id: first.id });
}

/** "ok", or the code of what a call throws. */
export async function code(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "ok",
    (error: unknown) => (error instanceof RpcError ? error.code : "internal"),
  );
}

/** Acknowledge, let look again, resolve with approval; answers where it got to and what was not well. */
export async function ceremony(started: Started, id: string): Promise<string[]> {
  const { client, secret } = started;
  const steps: string[] = [(await client.call("incident.acknowledge", { id })).state];
  const { state, attested } = await client.call("incident.reattest", { id });
  steps.push(state, ...(attested?.parts ?? []).filter(({ ok }) => ok !== true).map((part) => part.id));
  if (state !== "reattested") return steps;
  const asked = await code(client.call("incident.resolve", { id }));
  const request = started.state().approvals.find((one) => one.state === "pending");
  const secretId = started.state().vault.state === "absent" ? null : await secret("approve");
  await client.call("approvals.grant", { id: request?.id ?? "", secretId });
  return [...steps, asked, (await client.call("incident.show", { id })).state];
}

/** What was done, as "action state". */
export function results({ containment }: Incident): string[] {
  return containment.map(({ action, state }) => `${action} ${state}`);
}

/** The path of the largest file of a folder: in a vault, the one stored model. */
export function largest(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return files.sort((a, b) => statSync(b).size - statSync(a).size)[0] ?? "";
}
