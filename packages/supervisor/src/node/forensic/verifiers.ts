import type { Verifiers } from "@casemate/audit";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** As the build left them beside the services. Throws the system's error. */
export function verifiersIn(folder: string): Verifiers {
  return {
    html: readFileSync(join(folder, "verify.html")),
    python: readFileSync(join(folder, "verify.py")),
  };
}
