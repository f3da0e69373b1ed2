import type { Verifiers } from "@casemate/audit";
import type { Approvals } from "../../common/approvals.ts";
import type { CallLimits } from "../../common/call-limits.ts";
import type { Clock } from "../../common/clock.ts";
import type { Freeze } from "../../common/freeze.ts";
import type { HiddenPage } from "../../common/hidden-page.ts";
import type { Jobs } from "../../common/jobs.ts";
import type { StateStore } from "../../common/state/store.ts";
import type { Admission } from "../admission/admission.ts";
import type { Attestation } from "../attestation/attestation.ts";
import type { Calls } from "../calls/call-policy.ts";
import type { Home } from "../home.ts";
import type { Incidents } from "../incidents/incidents.ts";
import type { Spawner } from "../hosts/spawn-service.ts";
import type { LedgerLink } from "./ledger-link.ts";

/** What every part of the supervisor may use. */
export interface Context {
  readonly clock: Clock;
  readonly state: StateStore;
  readonly jobs: Jobs;
  readonly approvals: Approvals;
  readonly home: Home;
  readonly spawner: Spawner;
  readonly ledger: LedgerLink;
  readonly admission: Admission;
  readonly calls: Calls;
  readonly limits: CallLimits;
  /** Containment freezes what acts. */
  readonly freeze: Freeze;
  readonly incidents: Incidents;
  /** What Casemate finds when it looks at itself; what acts is started only while it is well. */
  readonly attestation: Attestation;
  readonly newId: () => string;
  /** For errors that a person cannot act on; goes to the shell's own stderr, never with secrets. */
  readonly report: (where: string, error: unknown) => void;
  /** null: this shell has none. */
  readonly hiddenPage: HiddenPage | null;
  readonly runtimeDirs: readonly string[];
  /** The llama.cpp release inside the engine; null when it does not say. */
  readonly engineRelease: string | null;
  /** The programs that a forensic bundle carries. Throws the system's error when they are not installed. */
  readonly verifiers: () => Verifiers;
  readonly starterModel: () => Promise<Uint8Array>;
}
