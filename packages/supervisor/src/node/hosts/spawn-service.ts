import { RpcError, type Isolation } from "@casemate/contract";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { isolationOf, type Capabilities } from "../confinement/isolation.ts";
import { findNodeLibraries, type NodeLibraries } from "./node-libraries.ts";
import { probeBoxes } from "../confinement/probe.ts";
import { findTools } from "../confinement/tools.ts";
import { createDigestCheck, type Survey } from "./digests.ts";
import { checkHandedOver } from "./handed-over.ts";
import type { ServiceHandle, ServiceSpec } from "./service-types.ts";
import type { Launch } from "./launch.ts";
import { launchBoxed } from "./launch-boxed.ts";
import { launchPlain } from "./launch-plain.ts";

export interface Spawner {
  /** Throws RpcError: `tampered`, `isolation_unavailable`, `spawn_failed`. */
  spawn(spec: ServiceSpec): Promise<ServiceHandle>;
  /** Compares every file of Casemate's own with the list of them. Throws `tampered` when the list cannot be read. */
  survey(): Promise<Survey>;
  /** Casemate's own files as they are meant to be: absolute path → SHA-256, null for the pinned Node, which no list names. Throws `tampered`. */
  programs(): ReadonlyMap<string, string | null>;
  /** What confined services get on this machine. Found out once. */
  isolation(): Promise<Isolation>;
  /** Every living service, by its process. */
  living(): readonly { readonly id: string; readonly pid: number }[];
  /** Ends every living service with one of these ids (null: all) and answers the PIDs that are gone. */
  endAll(ids: readonly string[] | null): Promise<number[]>;
}

export interface SpawnerOptions {
  /** The pinned Node binary. */
  readonly node: string;
  /** Folder of the bundles, `dist/services`. */
  readonly servicesDir: string;
  /** `dist/manifest.json`; null skips the check (tests only). */
  readonly manifest: string | null;
  readonly nodeModules: string;
  /** Default: the variable CASEMATE_BWRAP. */
  readonly bwrap?: string | undefined;
}

/** Starts the children. One per supervisor. */
export function createSpawner(options: SpawnerOptions): Spawner {
  const node = realpathSync(options.node);
  const servicesDir = realpathSync(options.servicesDir);
  // Packages are handed over by their real paths; the folder they are in may be a link.
  const nodeModules = existsSync(options.nodeModules)
    ? realpathSync(options.nodeModules)
    : options.nodeModules;
  const digests = createDigestCheck(options.manifest, dirname(servicesDir));
  const tools = findTools(options.bwrap ?? process.env["CASEMATE_BWRAP"]);
  const living = new Map<ServiceHandle, string>();
  let found: Promise<{ capabilities: Capabilities; libraries: NodeLibraries }> | null = null;

  const find = (): NonNullable<typeof found> => {
    found ??= findNodeLibraries(node).then(async (libraries) => ({
      capabilities: await probeBoxes(tools, node, libraries),
      libraries,
    }));
    return found;
  };
  const launch = async (spec: ServiceSpec): Promise<ServiceHandle> => {
    const common: Launch = {
      spec,
      tools,
      node,
      bundle: join(servicesDir, `${spec.id}.mjs`),
      nodeModules,
    };
    if (spec.host === "plain")
      return launchPlain(common, {
        permission: false,
        isolation: { level: "none", layers: ["separate-process"], notices: [] },
      });
    checkHandedOver(spec.fds ?? []);
    const { capabilities, libraries } = await find();
    const isolation = isolationOf(spec.host, capabilities);
    if (!capabilities.boxProblem) return launchBoxed(common, { libraries, isolation });
    if (spec.host === "parser-box") return launchPlain(common, { permission: true, isolation });
    throw new RpcError("isolation_unavailable", capabilities.boxProblem.message);
  };

  return {
    spawn: async (spec) => {
      if (!/^[a-z][a-z0-9-]*$/.test(spec.id))
        throw new RpcError("spawn_failed", `There is no service called "${spec.id}".`);
      await digests.check(
        [`${spec.id}.mjs`, ...(spec.files ?? [])].map((name) => join(servicesDir, name)),
        [node, ...(spec.readOnlyDirs ?? [])],
      );
      const handle = await launch(spec);
      living.set(handle, spec.id);
      void handle.exited.then(() => living.delete(handle));
      return handle;
    },
    living: () => [...living].map(([{ pid }, id]) => ({ id, pid })),
    survey: () => digests.survey(),
    programs: () => new Map([[node, null], ...digests.files()]),
    isolation: async () => isolationOf("parser-box", (await find()).capabilities),
    endAll: async (ids) => {
      const ending = [...living]
        .filter(([, id]) => ids === null || ids.includes(id))
        .map(([handle]) => handle);
      await Promise.all(ending.map((handle) => handle.kill()));
      return ending.map((handle) => handle.pid);
    },
  };
}
