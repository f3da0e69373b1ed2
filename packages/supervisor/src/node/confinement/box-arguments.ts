import { join, relative, sep } from "node:path";
import type { NodeLibraries } from "../hosts/node-libraries.ts";

/** Where things stand inside a box. */
export const INSIDE = {
  node: "/app/node",
  services: "/app/dist/services",
  modules: "/app/node_modules",
  home: "/home",
} as const;

export interface BoxPlan {
  /** Real path of the Node binary outside. */
  readonly node: string;
  readonly libraries: NodeLibraries;
  /** The bundle outside; null for the probe, which runs none. */
  readonly bundle: { readonly outside: string; readonly inside: string } | null;
  readonly readOnlyDirs: readonly string[];
  /** Symbolic links inside. */
  readonly links: readonly { readonly at: string; readonly to: string }[];
  /** The `node_modules` folder outside: folders in it appear under `/app/node_modules`. */
  readonly nodeModules: string;
  readonly env: Readonly<Record<string, string>>;
  /** Descriptor numbers as bubblewrap sees them. */
  readonly seccompFd: number | null;
  readonly infoFd: number;
}

/**
 * Arguments of bubblewrap: every namespace of its own, no capability, no environment, and a read-only root with nothing in it but Node,
 * the libraries it loads, three devices, an own /proc, and what the plan names. The command runs as PID 1 of its namespace, so ending
 * it ends everything inside.
 */
export function boxArguments(plan: BoxPlan): string[] {
  const bind = (outside: string, inside: string): string[] => ["--ro-bind", outside, inside];
  const device = (name: string): string[] => ["--dev-bind", `/dev/${name}`, `/dev/${name}`];
  return [
    // --unshare-all alone would go on without a user namespace where none can be had.
    ...["--unshare-user", "--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1"],
    ...["--cap-drop", "ALL", "--uid", "65534", "--gid", "65534", "--hostname", "casemate", "--clearenv"],
    ...Object.entries(plan.env).flatMap(([name, value]) => ["--setenv", name, value]),
    ...plan.libraries.files.flatMap((file) => bind(file, file)),
    ...["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"],
    ...device("null"),
    ...device("urandom"),
    ...device("random"),
    ...["--proc", "/proc", "--dir", INSIDE.home],
    ...bind(plan.node, INSIDE.node),
    ...(plan.bundle ? bind(plan.bundle.outside, plan.bundle.inside) : []),
    ...plan.readOnlyDirs.flatMap((folder) => bind(folder, insidePath(folder, plan.nodeModules))),
    ...plan.links.flatMap(({ at, to }) => ["--symlink", to, at]),
    // Everything is in its place: from here on nothing can be created, not even in memory.
    ...["--remount-ro", "/", "--chdir", "/"],
    ...(plan.seccompFd === null ? [] : ["--seccomp", String(plan.seccompFd)]),
    ...["--info-fd", String(plan.infoFd), "--"],
  ];
}

function insidePath(folder: string, nodeModules: string): string {
  const within = relative(nodeModules, folder);
  return within === ".." || within.startsWith(`..${sep}`) ? folder : join(INSIDE.modules, within);
}
