import { RpcError, type Incident, type IncidentClass } from "@casemate/contract";
import { CLASSES } from "../classes/index.ts";
import { actionsOf, worse, type ClassRule } from "../incident-class.ts";
import type { AlteredIncident, IncidentStep, RegisterPorts, Report } from "../ports.ts";
import { begun, runAll } from "./containment.ts";
import { didText, escalated, isEnded, nextOf, opened, seenAgain, underWay, voided } from "./fold.ts";
import { isOverdue, LOOK_MS, reminded } from "./overdue.ts";
import { createSaver, type Saver } from "./saver.ts";
import { freezes, newestFirst, sliceOf } from "./slice.ts";
import { fingerprintText, OPEN_PER_CLASS, tooMany } from "./told.ts";
import { createWindows, sightingsOf } from "./windows.ts";

/** An incident that is seen again is contained again, but not more often than this, in milliseconds. */
const RECONTAIN_MS = 2_000;
/** A containment that failed is tried again this often, after this pause in milliseconds. */
const RETRIES = 3;
const RETRY_MS = 10_000;
/** Pages are told of a change at once, and of a storm of them this often, in milliseconds. */
const SHOW_MS = 100;

/** What is beside the incident while this process runs. */
interface Live {
  containing: boolean;
  /** Seen again meanwhile, or worse. */
  again: boolean;
  /** When it was contained last; monotonic. */
  containedAt: number;
  tries: number;
}

/** The open incidents: takes reports in, contains, counts, keeps. What a person does with them is in `ceremony.ts`. */
export class Register {
  readonly #ports: RegisterPorts;
  readonly #saver: Saver;
  readonly #open = new Map<string, Incident>();
  readonly #live = new Map<string, Live>();
  readonly #idOf = new Map<string, string>();
  readonly #windows = createWindows();
  #loaded = false;
  #shownAt = Number.NEGATIVE_INFINITY;
  #showing = false;
  #stopLooking: (() => void) | null = null;
  #working = new Set<Promise<void>>();

  constructor(ports: RegisterPorts) {
    this.#ports = ports;
    this.#saver = createSaver(
      ports.store,
      () => {
        this.#show();
      },
      ports.onError,
    );
  }

  /**
   * Reads what is stored; what was not contained when Casemate ended is contained now. The effects of the others outlive a restart: it locks and
   * ends everything, and what is frozen or contained follows from the open incidents. Answers what was stored and is not as the log says.
   * Never rejects: what cannot be read is told in the slice.
   */
  async load(): Promise<readonly AlteredIncident[]> {
    try {
      const { open, altered } = await this.#ports.store.load();
      open.forEach((incident) => {
        this.#put(incident);
      });
      this.#windows.seed(sightingsOf(open, this.#ports.clock));
      this.#loaded = true;
      this.#show();
      open
        .filter(({ state }) => state === "open" || state === "containment_failed")
        .forEach(({ id }) => {
          this.#contain(id);
        });
      return altered;
    } catch (error) {
      this.#ports.onError(error);
      this.#show();
      return [];
    } finally {
      if (!this.#stopLooking) this.#lookForAnswers();
    }
  }

  stop(): void {
    this.#stopLooking?.();
  }

  /** Now and from now on: what nobody answered while Casemate did not run is told at once, and once. */
  #lookForAnswers(): void {
    const { clock } = this.#ports;
    for (const one of this.openOnes()) {
      const rule = CLASSES[one.class];
      if (this.isContaining(one.id) || !isOverdue(one, rule, clock.now())) continue;
      const { incident, raised, acts } = reminded(one, rule, this.#now());
      void this.change(incident, raised ? "escalated" : "reminded");
      if (acts) this.#contain(one.id);
    }
    this.#stopLooking = clock.after(LOOK_MS, () => {
      this.#lookForAnswers();
    });
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  /** Takes in what a producer saw. Answers at once, never throws. */
  report(report: Report): void {
    const rule = CLASSES[report.class];
    const { digest, clock } = this.#ports;
    const at = this.#now();
    const full = this.#windows.note(rule, clock.monotonic());
    const raised = full && rule.escalation ? rule.escalation.to : "low";
    const named = this.#idOf.get(digest(fingerprintText(report)));
    const known = this.#open.get(named ?? "");
    if (known) {
      this.#again(known, report, worse(raised, report.severity ?? "low"), at);
      return;
    }
    const told = this.#crowded(report.class) ? tooMany(report) : report;
    const fingerprint = digest(fingerprintText(told));
    const same = this.#open.get(this.#idOf.get(fingerprint) ?? "");
    if (same) {
      this.#again(same, told, worse(raised, told.severity ?? rule.severity), at);
      return;
    }
    const severity = told.severity ?? rule.severity;
    const fresh = opened(told, rule, { id: this.#ports.newId(), fingerprint, at, severity });
    const incident = worse(severity, raised) === severity ? fresh : this.#worse(fresh, rule, raised, at);
    // From the first moment it says that it is being contained: a person's step comes after that.
    void this.change(underWay(incident, begun(actionsOf(rule, incident.severity), at)), "opened");
    this.#contain(incident.id);
  }

  #again(known: Incident, report: Report, severity: Incident["severity"], at: string): void {
    const rule = CLASSES[known.class];
    const counted = seenAgain(known, report, at);
    const graver = worse(known.severity, severity) !== known.severity;
    const next = graver ? this.#worse(counted, rule, severity, at) : counted;
    if (known.state === "acknowledged" || known.state === "reattested")
      void this.change(voided(next, "It was seen again.", at, "open"), "voided");
    else void this.change(next, graver ? "escalated" : "repeated");
    const live = this.#liveOf(known.id);
    const due = this.#ports.clock.monotonic() - live.containedAt >= RECONTAIN_MS;
    if (graver || due || known.state === "acknowledged" || known.state === "reattested")
      this.#contain(known.id);
  }

  #worse(incident: Incident, rule: ClassRule, to: Incident["severity"], at: string): Incident {
    const { escalation } = rule;
    const why =
      escalation?.to === to
        ? `Seen ${String(escalation.count)} times within ${String(escalation.windowMs / 1000)} seconds.`
        : "What was seen now is worse.";
    return escalated(incident, to, why, at);
  }

  /** Null when it is neither open nor waits to be stored. */
  peek(id: string): Incident | null {
    return this.#open.get(id) ?? this.#saver.unsaved().get(id) ?? null;
  }

  /** Throws `not_found`. */
  get(id: string): Incident {
    const incident = this.peek(id);
    if (!incident) throw new RpcError("not_found", "There is no such incident.");
    return incident;
  }

  /** Newest first. */
  openOnes(): Incident[] {
    return [...this.#open.values()].sort(newestFirst);
  }

  /** Those that ended and are not stored, or not yet. */
  unsavedEnded(): Incident[] {
    return [...this.#saver.unsaved().values()].filter(isEnded);
  }

  isContaining(id: string): boolean {
    return this.#live.get(id)?.containing === true;
  }

  /** Puts a changed incident in its place and stores it; answers it when that was done or could not be. */
  async change(incident: Incident, step: IncidentStep): Promise<Incident> {
    const next = { ...incident, next: nextOf(incident) };
    this.#put(next);
    this.#show();
    await this.#saver.push(next, step);
    return next;
  }

  /** Calls that run a model or let something in are denied: also while it is not known what is open. */
  frozen(): boolean {
    return !this.#loaded || [...this.#open.values()].some(freezes);
  }

  /** The store works again, or is another one: everything open is written to it. */
  async keepAgain(): Promise<void> {
    await this.#saver.again(this.openOnes());
    this.#show();
  }

  /** Resolves when no containment runs and nothing waits to be written. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
    await this.#saver.idle();
  }

  #put(incident: Incident): void {
    const { id, fingerprint } = incident;
    if (!isEnded(incident)) {
      this.#open.set(id, incident);
      this.#idOf.set(fingerprint, id);
      return;
    }
    this.#open.delete(id);
    this.#live.delete(id);
    if (this.#idOf.get(fingerprint) === id) this.#idOf.delete(fingerprint);
  }

  #liveOf(id: string): Live {
    const live = this.#live.get(id) ?? { containing: false, again: false, containedAt: 0, tries: 0 };
    this.#live.set(id, live);
    return live;
  }

  #crowded(of: IncidentClass): boolean {
    return [...this.#open.values()].filter((incident) => incident.class === of).length >= OPEN_PER_CLASS;
  }

  #contain(id: string): void {
    const live = this.#liveOf(id);
    if (live.containing) {
      live.again = true;
      return;
    }
    const work = this.#containNow(id, live).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #containNow(id: string, live: Live): Promise<void> {
    const incident = this.#open.get(id);
    const actions = incident ? actionsOf(CLASSES[incident.class], incident.severity) : [];
    // Under a ceremony things were contained already; doing it again would void it.
    if (
      !incident ||
      actions.length === 0 ||
      incident.state === "acknowledged" ||
      incident.state === "reattested"
    )
      return;
    live.containing = true;
    live.again = false;
    this.#put(underWay(incident, begun(actions, this.#now())));
    await this.#ports.ready();
    const results = await runAll(this.#ports, actions, incident);
    live.containing = false;
    live.containedAt = this.#ports.clock.monotonic();
    const now = this.#open.get(id);
    if (!now) return;
    const failed = results.some(({ state }) => state === "failed");
    const state = failed ? "containment_failed" : "contained";
    const words = { ...now.words, did: didText(results) };
    await this.change({ ...now, containment: results, state, words }, state);
    live.tries = failed ? live.tries + 1 : 0;
    if (this.#liveOf(id).again) this.#contain(id);
    else if (failed && live.tries <= RETRIES)
      this.#ports.clock.after(RETRY_MS, () => {
        this.#contain(id);
      });
  }

  #now(): string {
    return new Date(this.#ports.clock.now()).toISOString();
  }

  #show(): void {
    const { clock } = this.#ports;
    const wait = this.#shownAt + SHOW_MS - clock.monotonic();
    if (wait <= 0) {
      this.#showNow();
      return;
    }
    if (this.#showing) return;
    this.#showing = true;
    clock.after(wait, () => {
      this.#showing = false;
      this.#showNow();
    });
  }

  #showNow(): void {
    this.#shownAt = this.#ports.clock.monotonic();
    const note = this.#saver.problem();
    const kept = note !== null ? "memory" : this.#loaded ? "durable" : "starting";
    this.#ports.show(sliceOf(this.openOnes(), { kept, note: note?.slice(0, 500) ?? null }));
  }
}
