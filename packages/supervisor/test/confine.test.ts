import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findTools } from "../src/node/confinement/tools.ts";
import { bundleProbes, root } from "./bundle-probes.ts";

const tools = findTools(undefined);
const AS_NOBODY = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
const asNobody =
  tools.setpriv !== null &&
  process.getuid?.() === 0 &&
  spawnSync(tools.setpriv, [...AS_NOBODY, process.execPath, "--version"]).status === 0;

interface Report {
  readonly isolation: unknown;
  readonly parser: BoxReport;
  readonly runtime: BoxReport;
  readonly heap: { readonly exited?: { readonly code: number | null; readonly signal: string | null } };
  readonly buffers: { readonly mebibytes?: number; readonly error?: string };
  readonly native: {
    readonly parser: Record<string, string>;
    readonly runtime: Record<string, string>;
    readonly x32: unknown;
  } | null;
}
interface BoxReport {
  readonly results: Record<string, string>;
  readonly attempts: number | null;
  readonly ownNetwork: boolean;
  readonly level: string;
}

// prettier-ignore
const DENIED_BY_NODE = [
  "readPasswords", "readRepository", "listRoot", "listDevices", "readSupervisorEnvironment", "listProcesses", "writeRoot", "writeHome",
  "writeTemporary", "writeShared", "writeOwnBundle", "reopenHandedOver", "emptyHandedOver", "changeModeOfHandedOver",
  "changeTimesOfHandedOver", "spawn", "worker", "connectOutside", "connectOutside6", "connectToMachine", "connectUnix",
  "connectAbstract", "datagram",
];

/** The same attempts where only the operating system stands in the way. */
const IN_RUNTIME_BOX = {
  readHandedOver: 'ALLOWED "GGUF"',
  readPasswords: "ENOENT",
  readRepository: "ENOENT",
  listRoot: 'ALLOWED ["app","dev","etc","home","proc"]',
  listDevices: 'ALLOWED ["null","random","urandom"]',
  readSupervisorEnvironment: "ENOENT",
  listProcesses: 'ALLOWED ["1"]',
  writeRoot: "EROFS",
  writeHome: "EROFS",
  writeTemporary: "EROFS",
  writeShared: "EROFS",
  writeOwnBundle: "EROFS",
  writeHandedOver: "EBADF",
  reopenHandedOver: "EROFS",
  emptyHandedOver: "EROFS",
  changeModeOfHandedOver: "EROFS",
  changeTimesOfHandedOver: "EROFS",
  environment: 'ALLOWED ["HOME","PWD"]',
  spawn: "EPERM",
  worker: "ALLOWED",
  connectOutside: "ENETUNREACH",
  connectOutside6: "ENETUNREACH",
  connectToMachine: "ECONNREFUSED",
  connectUnix: "EPERM",
  connectAbstract: "EPERM",
  datagram: "ENETUNREACH",
  signalSupervisor: "ESRCH",
};

/** Direct system calls that do not answer EPERM. */
const NATIVE_EXCEPTIONS: Record<string, string> = {
  getpid: "ok",
  clone3: "ENOSYS",
  open2: "ENOSYS",
  callOfTheFuture: "ENOSYS",
  openForWriting: "EROFS",
  openOldStyle: "EROFS",
  changeMode: "EROFS",
};

let services = "";
let files = "";
beforeAll(async () => {
  services = await bundleProbes("attempts", "native-attempts");
  files = mkdtempSync(join(tmpdir(), "casemate-handed-over-"));
  spawnSync("chmod", ["755", files]);
  // World-writable, so that only confinement keeps a boxed process from changing it.
  writeFileSync(join(files, "model"), "GGUF model");
  spawnSync("chmod", ["666", join(files, "model")]);
});
afterAll(() => {
  for (const folder of [services, files]) rmSync(folder, { recursive: true, force: true });
});

function drive(user: readonly string[]): Report {
  const driver = [
    join(import.meta.dirname, "confine-driver.ts"),
    services,
    process.execPath,
    join(root, "node_modules"),
    join(files, "model"),
  ];
  const command = [...user, process.execPath, ...driver];
  const { stdout, stderr, status } = spawnSync(command[0] ?? "", command.slice(1), {
    encoding: "utf8",
    env: {},
    cwd: "/",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

describe.each([
  { who: "the current user", user: [] as string[], skip: tools.bwrap === null },
  {
    who: "an ordinary user",
    user: [tools.setpriv ?? "", ...AS_NOBODY],
    skip: tools.bwrap === null || !asNobody,
  },
])("boxes started by $who (needs bubblewrap)", ({ user, skip }) => {
  let report: Report;
  beforeAll(() => {
    if (!skip) report = drive(user);
  });

  it.skipIf(skip)("are what the probe calls full isolation", () => {
    expect(report.isolation).toEqual({
      level: "full",
      layers: ["bubblewrap", "seccomp", "rlimits", "node-permission"],
      notices: [],
    });
    expect([report.parser, report.runtime].map(({ level, ownNetwork }) => [level, ownNetwork])).toEqual([
      ["full", true],
      ["full", true],
    ]);
  });

  it.skipIf(skip)("let a parser read what it was handed and nothing else", () => {
    expect(report.parser.results).toEqual({
      ...Object.fromEntries(DENIED_BY_NODE.map((name) => [name, "ERR_ACCESS_DENIED"])),
      readHandedOver: 'ALLOWED "GGUF"',
      writeHandedOver: "EBADF",
      environment: 'ALLOWED ["HOME","PWD"]',
      signalSupervisor: "ESRCH",
    });
  });

  it.skipIf(skip)(
    "hold a runtime, which Node cannot limit because of its native code, by the system alone",
    () => {
      expect(report.runtime.results).toEqual(IN_RUNTIME_BOX);
    },
  );

  it.skipIf(skip)(
    "count what a runtime tried: two connections outside, one to the machine, one datagram",
    () => {
      expect([report.runtime.attempts, report.parser.attempts]).toEqual([4, 0]);
    },
  );

  it.skipIf(skip)("end a parser that fills its heap and refuse it memory beyond", () => {
    expect(report.heap.exited).toMatchObject({ code: null, signal: expect.stringMatching(/^SIG/) as string });
    expect(report.buffers.error).toMatch(/allocat/i);
    expect(report.buffers.mebibytes).toBeLessThan(1088);
  });

  it.skipIf(skip || process.arch !== "x64")(
    "refuse direct system calls of a process that was taken over",
    () => {
      const native = report.native;
      const denied = (results: Record<string, string>): Record<string, string> =>
        Object.fromEntries(Object.keys(results).map((name) => [name, NATIVE_EXCEPTIONS[name] ?? "EPERM"]));
      expect(native?.parser).toEqual(denied(native?.parser ?? {}));
      expect(native?.runtime).toEqual({ ...denied(native?.runtime ?? {}), socketInternet: "ok" });
      expect(Object.keys(native?.parser ?? {}).length).toBeGreaterThan(40);
      expect(native?.x32).toEqual({ code: null, signal: "SIGSYS" });
    },
  );
});
