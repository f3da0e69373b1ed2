import type { Notice } from "@casemate/contract";
import { readlinkSync } from "node:fs";
import * as z from "zod";
import { seccompArch, startBox } from "../hosts/box.ts";
import { keepTail } from "../hosts/stderr-tail.ts";
import { INSIDE } from "./box-arguments.ts";
import { obviousProblem, type Capabilities } from "./isolation.ts";
import type { NodeLibraries } from "../hosts/node-libraries.ts";
import { failedNotice } from "./notices.ts";
import type { Tools } from "./tools.ts";

const NAMESPACES = ["user", "mnt", "pid", "net", "ipc", "uts"] as const;
/** Runs inside: reports what the kernel says about the process itself. */
const SCRIPT = `
const fs = require("node:fs");
const status = fs.readFileSync("/proc/self/status", "latin1");
const field = (name) => new RegExp("^" + name + ":\\\\s*(\\\\S+)", "m").exec(status)?.[1] ?? "";
const spaces = Object.fromEntries(${JSON.stringify(NAMESPACES)}.map((name) => [name, fs.readlinkSync("/proc/self/ns/" + name)]));
console.log(JSON.stringify({ spaces, seccomp: field("Seccomp"), newPrivileges: field("NoNewPrivs"), capabilities: field("CapEff"), root: fs.readdirSync("/") }));`;
/** The box starts in 50 ms; a machine under load may take a hundred times as long. */
const DEADLINE_MS = 15_000;
const PROBE_HEAP_MIB = 64;

const Report = z.object({
  spaces: z.record(z.string(), z.string()),
  seccomp: z.string(),
  newPrivileges: z.literal("1"),
  capabilities: z.string().regex(/^0+$/),
});

/** Starts a real box once and believes only what the kernel reports from inside it. */
export async function probeBoxes(
  tools: Tools,
  node: string,
  libraries: NodeLibraries,
): Promise<Capabilities> {
  const obvious = obviousProblem(tools);
  if (obvious) return { tools, boxProblem: obvious, seccomp: false };
  const { text, errors } = await runProbe(tools, node, libraries);
  const report = parseReport(text);
  if (!report) return { tools, boxProblem: failedNotice(errors), seccomp: false };
  const shared = NAMESPACES.filter((name) => report.spaces[name] === readlinkSync(`/proc/self/ns/${name}`));
  const boxProblem: Notice | null =
    shared.length === 0 ? null : failedNotice(`The box shares ${shared.join(", ")} with the machine.`);
  return { tools, boxProblem, seccomp: seccompArch() !== null && report.seccomp === "2" };
}

async function runProbe(
  tools: Tools,
  node: string,
  libraries: NodeLibraries,
): Promise<{ text: string; errors: string }> {
  const { child, pid } = startBox({
    tools,
    profile: "parser",
    plan: { node, libraries, bundle: null, readOnlyDirs: [], links: [], nodeModules: "/", env: {} },
    maxHeapMiB: PROBE_HEAP_MIB,
    command: [INSIDE.node, "-e", SCRIPT],
    stdout: "pipe",
    inherited: [],
  });
  pid.catch(() => undefined); // then the report is missing too
  const errors = child.stderr ? keepTail(child.stderr) : () => "";
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    text = (text + part).slice(0, 65_536);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
  await new Promise<void>((resolve) => {
    child.on("close", () => {
      resolve();
    });
    child.on("error", () => {
      resolve();
    });
  });
  clearTimeout(timer);
  return { text, errors: errors() };
}

function parseReport(text: string): z.output<typeof Report> | null {
  try {
    return Report.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
