import { attestedState, GATING_PARTS, type AttestationStatement, type AttestedPartId } from "@casemate/audit";
import { RpcError, type AttestationSlice, type IncidentSubject } from "@casemate/contract";
import type { Report } from "@casemate/incidents";
import { isoTime, type Clock } from "../clock.ts";
import { withDeadline } from "../lifecycle/deadline.ts";
import { failedReport } from "./failed-report.ts";
import { statementPart, type Part, type Reading } from "./reading.ts";

/** Casemate looks at itself this often, in milliseconds. */
export const REFRESH_MS = 5 * 60_000;
/** Changes that come in a burst are looked at once, in milliseconds. */
export const SETTLE_MS = 250;
/** A part that takes longer counts as "could not be looked at", in milliseconds: reading all programs from a slow disk takes some. */
export const PART_LIMIT_MS = 10_000;
/** Whoever wants to start something waits this long for a part that is not known yet, in milliseconds: a log that ended is back long before. */
export const GATE_WAIT_MS = 15_000;
/** Meanwhile it is looked again this often, in milliseconds. */
const GATE_POLL_MS = 250;
/** The log's process answers in milliseconds; without it the bundle is not signed. */
const SIGN_LIMIT_MS = 5_000;

export interface AttestorPorts {
  readonly clock: Clock;
  readonly parts: readonly Part[];
  readonly version: string;
  /** Names this start of the machine; null where the system does not tell. */
  readonly boot: string | null;
  /** 32 random bytes in hexadecimal. */
  readonly newNonce: () => string;
  /** Signs with the log's key and answers the whole file; unsigned when the log is away. Never rejects. */
  readonly seal: (statement: Omit<AttestationStatement, "log">) => Promise<{ file: string; signed: boolean }>;
  readonly sealUnsigned: (statement: Omit<AttestationStatement, "log">) => string;
  readonly show: (change: Partial<AttestationSlice>) => void;
  readonly report: (report: Report) => void;
  /** Whether an incident about this is open: then it was told. */
  readonly isTold: (subject: IncidentSubject) => boolean;
  /** It began or ceased to fail, and by which parts. */
  readonly note: (state: AttestationSlice["state"], parts: string) => void;
}

/** One bundle. */
export interface Made {
  readonly file: string;
  readonly made: NonNullable<AttestationSlice["made"]>;
}

/** One look at every part. */
export interface Look {
  readonly state: AttestationSlice["state"];
  readonly found: readonly (readonly [AttestedPartId, Reading])[];
}

/** What it does not prove. Part of every bundle. */
const LIMITS = [
  "Casemate looked at itself: who controls this account or this machine controls the answer.",
  "No hardware vouches for it: firmware, kernel and everything that was started before Casemate were not measured.",
  "It says how things stood at that moment, not what came later.",
];

/** Looks at itself, says how it stands, and lets nothing that acts start while it does not stand well. */
export class Attestor {
  readonly #ports: AttestorPorts;
  readonly #told = new Set<AttestedPartId>();
  #last: AttestationSlice["state"] | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<Look> | null = null;
  #file: string | null = null;
  #stopped = true;
  #cancelTimer: () => void = () => undefined;
  #cancelSoon: (() => void) | null = null;

  constructor(ports: AttestorPorts) {
    this.#ports = ports;
  }

  /** From now on by itself: now, every five minutes, and after changes. */
  start(): void {
    this.#stopped = false;
    this.#again();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
    this.#cancelSoon?.();
    this.#cancelSoon = null;
    this.#ports.show({ nextAt: null });
  }

  /** Something that a part rests on is another now. */
  changed(): void {
    if (this.#stopped || this.#cancelSoon !== null) return;
    this.#cancelSoon = this.#ports.clock.after(SETTLE_MS, () => {
      this.#cancelSoon = null;
      this.#again();
    });
  }

  /** The newest bundle; null while none was made. */
  file(): string | null {
    return this.#file;
  }

  /** Looks at every part that is looked at from now on. Whoever asks while one is under way gets the next one. */
  look(): Promise<Look> {
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      const looking = this.#look();
      this.#running = looking.catch(() => undefined);
      return looking;
    });
    return this.#next;
  }

  /** Looks, and signs what was found together with the nonce. Answers that bundle, though another one may be the newest by then. */
  async make(nonce: string): Promise<Made> {
    const { found, state } = await this.look();
    const { clock, version, boot, seal, sealUnsigned, show } = this.#ports;
    const statement = {
      made: isoTime(clock),
      nonce,
      assurance: "software" as const,
      state,
      version,
      boot,
      parts: found.map(([id, reading]) => statementPart(id, reading)),
      limits: LIMITS,
    };
    const sealed = await withDeadline(clock, SIGN_LIMIT_MS, seal(statement)).catch(() => ({
      file: sealUnsigned(statement),
      signed: false,
    }));
    this.#file = sealed.file;
    const made = { at: statement.made, signed: sealed.signed, nonce };
    show({ made });
    return { file: sealed.file, made };
  }

  /**
   * Answers when nothing speaks against starting what acts; looks at everything again for that. Throws `not_attested`: at once when a part is bad,
   * after a while when one is not known.
   */
  async expect(): Promise<void> {
    const { clock } = this.#ports;
    const end = clock.monotonic() + GATE_WAIT_MS;
    for (;;) {
      const { state, found } = await this.look();
      if (state === "attested" || state === "degraded") return;
      if (state === "failed" || clock.monotonic() >= end) throw refused(state, found);
      await new Promise<void>((resolve) => void clock.after(GATE_POLL_MS, resolve));
    }
  }

  #again(): void {
    this.#cancelTimer();
    const { clock, show, newNonce } = this.#ports;
    show({ nextAt: new Date(clock.now() + REFRESH_MS).toISOString() });
    this.#cancelTimer = clock.after(REFRESH_MS, () => {
      this.#again();
    });
    void this.make(newNonce());
  }

  async #look(): Promise<Look> {
    const { clock, parts, show } = this.#ports;
    const found = await Promise.all(
      parts.map(async (part) => [part.id, await readInTime(clock, part)] as const),
    );
    const state = attestedState(found.map(([id, { ok }]) => ({ id, ok })));
    const look = { state, found };
    show({ ...shownOf(look), checkedAt: isoTime(clock) });
    this.#tell(look);
    return look;
  }

  /** Each part that gates once, as long as it stays bad: a look every five minutes must not void the ceremony that is under way. */
  #tell({ state, found }: Look): void {
    const { report, isTold, note } = this.#ports;
    for (const [id, reading] of found) {
      if (reading.ok === true) this.#told.delete(id);
      const failed = reading.ok === false ? failedReport(id, reading) : null;
      if (failed === null || this.#told.has(id)) continue;
      this.#told.add(id);
      if (!isTold(failed.subject)) report(failed);
    }
    if ((state === "failed") !== (this.#last === "failed")) note(state, unwell(found).join(","));
    this.#last = state;
  }
}

async function readInTime(clock: Clock, part: Part): Promise<Reading> {
  return withDeadline(clock, PART_LIMIT_MS, part.read()).catch(() => ({
    ok: null,
    words: "It could not be looked at.",
    todo: null,
    facts: {},
  }));
}

function unwell(found: Look["found"]): AttestedPartId[] {
  return found.filter(([, { ok }]) => ok !== true).map(([id]) => id);
}

/** Parts that gate first, and bad ones before unknown ones. */
function worst(found: Look["found"]): Look["found"][number] | null {
  const rank = ([id, { ok }]: Look["found"][number]): number =>
    (GATING_PARTS.includes(id) ? 0 : 2) + (ok === false ? 0 : 1);
  return found.filter(([, { ok }]) => ok !== true).sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

function shownOf({ state, found }: Look): Pick<AttestationSlice, "state" | "reason" | "parts"> {
  const first = worst(found);
  return {
    state,
    reason: first === null ? null : first[1].words.slice(0, MAX_SHOWN),
    parts: found.map(([id, { ok, words, todo }]) => ({
      id,
      gates: GATING_PARTS.includes(id),
      ok,
      words: words.slice(0, MAX_SHOWN),
      todo,
    })),
  };
}

/** Longest text of a slice, in characters. */
const MAX_SHOWN = 500;

function refused(state: Look["state"], found: Look["found"]): RpcError {
  const [id, reading] = worst(found) ?? ["programs", { words: "Nothing is known yet." }];
  const todo = "todo" in reading && reading.todo !== null ? ` ${reading.todo}` : "";
  return new RpcError(
    "not_attested",
    state === "failed"
      ? `Not started: what Casemate found when it looked at itself forbids it (${id}). ${reading.words}${todo}`
      : `Not started: whether Casemate is as it should be is not known (${id}). ${reading.words}${todo} Try again shortly; casemate attest show says more.`,
  );
}
