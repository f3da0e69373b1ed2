import type { Verifiers } from "@casemate/audit";
import type { State } from "@casemate/contract";
import type { Clock } from "../../common/clock.ts";
import type { HiddenPage } from "../../common/hidden-page.ts";
import type { Spawner } from "../hosts/spawn-service.ts";

/** What a shell brings to its supervisor. */
export interface ConsoleOptions {
  readonly root: string;
  readonly shell: State["app"]["shell"];
  readonly version: string;
  readonly engine: string;
  /** The llama.cpp release inside the engine; null when it does not say. */
  readonly engineRelease: string | null;
  /** Of the pinned Node that the children run, which is not the shell's own in the desktop application. */
  readonly nodeVersion: string;
  readonly clock: Clock;
  readonly spawner: Spawner;
  /** Folders of node_modules that the runtime's box sees. */
  readonly runtimeDirs: readonly string[];
  /** The programs that a forensic bundle carries: `verify.html` and `verify.py`. */
  readonly verifiers: () => Verifiers;
  readonly starterModel: () => Promise<Uint8Array>;
  /** Desktop: the path behind a one-use drop token. */
  readonly droppedPath?: (token: string) => string | null;
  /** Desktop: a window that nobody sees, for what a card computes. */
  readonly hiddenPage?: HiddenPage;
  readonly report: (where: string, error: unknown) => void;
}
