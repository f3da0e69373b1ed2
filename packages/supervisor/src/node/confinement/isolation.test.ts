import { expect, it } from "vitest";
import { boxArguments } from "./box-arguments.ts";
import { isolationOf, type Capabilities } from "./isolation.ts";
import { failedNotice, missingNotice } from "./notices.ts";
import type { Tools } from "./tools.ts";

const tools: Tools = {
  bwrap: "/usr/bin/bwrap",
  bwrapChosen: false,
  prlimit: "/usr/bin/prlimit",
  setpriv: null,
};
const full: Capabilities = { tools, boxProblem: null, seccomp: true };

function summary(capabilities: Capabilities): unknown {
  return (["parser-box", "runtime-box"] as const).map((host) => {
    const { level, layers, notices } = isolationOf(host, capabilities);
    return [level, layers.join(" "), notices.map(({ code }) => code).join(" ")];
  });
}

it("each missing layer lowers the level and is named", () => {
  expect(summary(full)).toEqual([
    ["full", "bubblewrap seccomp rlimits node-permission", ""],
    ["full", "bubblewrap seccomp rlimits", ""],
  ]);
  expect(summary({ ...full, seccomp: false })).toEqual([
    ["reduced", "bubblewrap rlimits node-permission", "seccomp_missing"],
    ["reduced", "bubblewrap rlimits", "seccomp_missing"],
  ]);
  expect(summary({ ...full, tools: { ...tools, prlimit: null, bwrapChosen: true } })).toEqual([
    ["reduced", "bubblewrap seccomp node-permission", "bubblewrap_chosen rlimits_missing"],
    ["reduced", "bubblewrap seccomp", "bubblewrap_chosen rlimits_missing"],
  ]);
  expect(summary({ ...full, boxProblem: missingNotice() })).toEqual([
    ["reduced", "rlimits node-permission", "bubblewrap_missing"],
    ["none", "", "bubblewrap_missing"],
  ]);
});

it("a box that does not start names the switch that forbids it", () => {
  const switches = (values: Record<string, string>) => (path: string) => values[path] ?? null;
  const codes = [
    { "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n" },
    { "/proc/sys/user/max_user_namespaces": "0\n" },
    { "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "0\n" },
  ].map((values) => failedNotice("bwrap: setting up uid map: Permission denied\n", switches(values)));
  expect(codes.map(({ code, params }) => [code, params?.["setting"]])).toEqual([
    ["userns_apparmor", "kernel.apparmor_restrict_unprivileged_userns=0"],
    ["userns_off", "user.max_user_namespaces=1000"],
    ["box_failed", undefined],
  ]);
  expect(codes[2]?.message).toContain("setting up uid map: Permission denied");
});

it("a box sees packages beside its bundle and other folders under their own path", () => {
  const box = boxArguments({
    node: "/n/node",
    libraries: { files: ["/lib/libc.so.6"] },
    bundle: { outside: "/d/services/x.mjs", inside: "/app/dist/services/x.mjs" },
    links: [],
    readOnlyDirs: ["/m/node_modules/@scope/p", "/m/node_modules_other", "/m/node_modules"],
    nodeModules: "/m/node_modules",
    env: { HOME: "/home" },
    seccompFd: null,
    infoFd: 4,
  });
  const binds = box.flatMap((word, at) =>
    word === "--ro-bind" ? [`${box[at + 1] ?? ""} ${box[at + 2] ?? ""}`] : [],
  );
  expect(binds).toEqual([
    "/lib/libc.so.6 /lib/libc.so.6",
    "/n/node /app/node",
    "/d/services/x.mjs /app/dist/services/x.mjs",
    "/m/node_modules/@scope/p /app/node_modules/@scope/p",
    "/m/node_modules_other /m/node_modules_other",
    "/m/node_modules /app/node_modules",
  ]);
});
