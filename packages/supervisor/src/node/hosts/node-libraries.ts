import { execFile } from "node:child_process";

/** The shared libraries that one Node binary loads, by the paths the loader found them under. */
export interface NodeLibraries {
  readonly files: readonly string[];
}

const SCRIPT =
  "process.report.excludeNetwork = true; console.log(JSON.stringify(process.report.getReport().sharedObjects));";
/** A few hundred times what it takes. */
const DEADLINE_MS = 10_000;

/**
 * Asks the binary itself, so that a box can be given exactly these files instead of all of /usr. The kernel's own object (vdso) is not a
 * file and left out. Throws when Node does not start.
 */
export async function findNodeLibraries(node: string): Promise<NodeLibraries> {
  const text = await new Promise<string>((resolve, reject) => {
    execFile(node, ["-e", SCRIPT], { env: {}, timeout: DEADLINE_MS, windowsHide: true }, (error, stdout) => {
      if (error) reject(new Error("The Node that Casemate ships does not start.", { cause: error }));
      else resolve(stdout);
    });
  });
  const listed: unknown = JSON.parse(text);
  const files = Array.isArray(listed)
    ? listed.filter((path): path is string => typeof path === "string")
    : [];
  return { files: [...new Set(files)].filter((path) => path.startsWith("/") && path !== node) };
}
