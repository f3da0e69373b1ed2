import type {
  ContainmentAction,
  Evidence,
  Incident,
  IncidentClass,
  IncidentsSlice,
  IncidentSubject,
  Notice,
  IncidentSeverity,
} from "@casemate/contract";

/** Structurally the supervisor's clock: milliseconds. */
export interface Clock {
  now(): number;
  monotonic(): number;
  after(ms: number, run: () => void): () => void;
}

type WithoutTime<T> = T extends unknown ? Omit<T, "at"> : never;
/** The same without its time, which the register adds. */
export type Seen = WithoutTime<Evidence>;

/** What a producer hands in. Texts that others control must be made visible before. */
export interface Report {
  readonly class: IncidentClass;
  /** Default: the class's own. */
  readonly severity?: IncidentSeverity;
  readonly subject: IncidentSubject;
  /** What happened, in one sentence for a person. */
  readonly summary: Notice;
  /** What to do now. Default: the class's own words. */
  readonly todo?: string;
  readonly evidence: readonly Seen[];
}

/** THE interface of a producer: says that something was seen. Answers at once, never throws; the same again is counted, not added. */
export type ReportIncident = (report: Report) => void;

/** Which change of an incident a stored row and a line of the log are about. */
export type IncidentStep =
  | "opened"
  | "repeated"
  | "escalated"
  /** Nobody answered in time. */
  | "reminded"
  | "contained"
  | "containment_failed"
  | "acknowledged"
  | "reattested"
  | "voided"
  | "resolved"
  | "dismissed"
  /** Was only in memory, or stood in another log. */
  | "carried"
  /** Its row was not as the log says. */
  | "restored";

/** An incident that was stored and is not as the log says. */
export interface AlteredIncident {
  readonly id: string;
  readonly problem: "missing" | "changed" | "unreadable";
}

/** Where incidents are kept. `save` is durable when it answers; it throws when nothing can be written. */
export interface IncidentStore {
  load(): Promise<{ readonly open: readonly Incident[]; readonly altered: readonly AlteredIncident[] }>;
  save(incident: Incident, step: IncidentStep): Promise<void>;
}

/** Runs one action and looks at its effect. Rejects, or answers `done: false`, when the effect is not there. */
export type Contain = (
  action: ContainmentAction,
  incident: Incident,
) => Promise<{ readonly done: boolean; readonly detail: string }>;

/**
 * One part of the state that an attestation looks at. `facts`: what is digested; it must be the same as long as nothing has changed, also in
 * another process. `ok`: null when it could not be looked at. Rejecting counts as that.
 */
export interface StatePart {
  readonly id: string;
  read(
    incident: Incident,
  ): Promise<{ readonly ok: boolean | null; readonly words: string; readonly facts: string }>;
}

export interface RegisterPorts {
  readonly clock: Clock;
  /** 16 random bytes in hexadecimal. */
  readonly newId: () => string;
  /** 32 random bytes in hexadecimal. */
  readonly newNonce: () => string;
  /** SHA-256 of the text's UTF-8, in hexadecimal. */
  readonly digest: (text: string) => string;
  readonly store: IncidentStore;
  /** Resolves when there is something to contain with: what is seen while the console starts waits for that. Never rejects. */
  readonly ready: () => Promise<void>;
  readonly contain: Contain;
  readonly parts: () => readonly StatePart[];
  readonly show: (slice: IncidentsSlice) => void;
  /** For what a person cannot act on. */
  readonly onError: (error: unknown) => void;
}
