import type { Isolation, Notice } from "@casemate/contract";
import { chosenNotice, limitsNotice, missingNotice, platformNotice, seccompNotice } from "./notices.ts";
import type { Tools } from "./tools.ts";

export type Host = "plain" | "parser-box" | "runtime-box";

/** What this machine can do, found out once. */
export interface Capabilities {
  readonly tools: Tools;
  /** null = boxes start; else why not. */
  readonly boxProblem: Notice | null;
  readonly seccomp: boolean;
}

/** Why there cannot be a box before anything was tried; null = try it. */
export function obviousProblem(tools: Tools): Notice | null {
  if (process.platform !== "linux") return platformNotice();
  return tools.bwrap === null ? missingNotice() : null;
}

/** What a service on this host gets. Ours alone ("plain") are trusted code: they are separate processes, not confined ones. */
export function isolationOf(host: Host, { tools, boxProblem, seccomp }: Capabilities): Isolation {
  if (host === "plain") return { level: "none", layers: ["separate-process"], notices: [] };
  const limits = tools.prlimit !== null;
  const node = host === "parser-box" ? ["node-permission"] : [];
  if (boxProblem) {
    if (host === "runtime-box") return { level: "none", layers: [], notices: [boxProblem] };
    return { level: "reduced", layers: [...(limits ? ["rlimits"] : []), ...node], notices: [boxProblem] };
  }
  const notices = [
    ...(tools.bwrapChosen ? [chosenNotice()] : []),
    ...(seccomp ? [] : [seccompNotice()]),
    ...(limits ? [] : [limitsNotice()]),
  ];
  return {
    level: notices.length === 0 ? "full" : "reduced",
    layers: ["bubblewrap", ...(seccomp ? ["seccomp"] : []), ...(limits ? ["rlimits"] : []), ...node],
    notices,
  };
}
