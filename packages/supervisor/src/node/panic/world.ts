import type { PanicLevel, PanicStep } from "@casemate/contract";
import type { Home } from "../home.ts";
import type { Clock } from "../../common/clock.ts";
import type { Begun } from "./journal.ts";
import type { LogSigner } from "./log-signer.ts";

/** What a panic can reach besides files: a running console's own parts, or what is known of one that does not answer. */
export interface PanicWorld {
  readonly home: Home;
  readonly clock: Clock;
  readonly version: string;
  /** Ends the process with the keys, and begins to end everything else that works with the vault. Answers when the first is gone. */
  endKeeper(): Promise<void>;
  endWork(): Promise<void>;
  endLedger(): Promise<void>;
  /** What still runs of what was running when the panic began, in words. */
  left(what: "keeper" | "work" | "ledger"): readonly string[];
  /** How many processes were ended. */
  ended(what: "keeper" | "work" | "ledger"): number;
  /** What pages and commands had open. */
  endSessions(): Promise<void>;
  sessionsLeft(): number;
  /** Answers how many pages were told. */
  blank(level: PanicLevel): number;
  /** Removes this machine's key from the keychain; false when there was none. Throws what says why not. */
  removeDeviceKey(id: string): Promise<boolean>;
  /** Runs `use` with the log's key, or with null where it cannot be read. */
  withSigner<T>(use: (signer: LogSigner | null) => Promise<T>): Promise<T>;
  /** Brings the log's newest checkpoint up to its last record, if its process answers. */
  sealLog(): Promise<void>;
}

/** What a step needs to know of the panic that it is part of. */
export interface PanicFacts extends Begun {
  readonly resumed: boolean;
  /** The steps as they stand. */
  readonly steps: () => readonly PanicStep[];
}
