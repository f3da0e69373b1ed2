import {
  RpcError,
  type DigestListName,
  type IntegrityChange,
  type IntegrityOffer,
  type IntegritySlice,
} from "@casemate/contract";
import { encodeBaseline, type ScanResult } from "@casemate/incidents";
import type { StoredFile } from "@casemate/vault";
import { basename } from "node:path";
import { isoTime } from "../../common/clock.ts";
import { offerOf, refusalOf } from "../../common/integrity-offer.ts";
import { standingOf, type Standing } from "../../common/incidents/subject-files.ts";
import { baselineReport, changesReports } from "../../common/integrity-reports.ts";
import { shownOf } from "../../common/integrity-shown.ts";
import { ToldChanges } from "../../common/integrity-told.ts";
import type { ServiceStatus } from "../../common/lifecycle/service.ts";
import type { Context } from "../console/context.ts";
import { Baseline, type Opened } from "./baseline.ts";
import { digestOf } from "./baseline-store.ts";
import { createMonitorLink, type MonitorLink } from "./monitor-link.ts";
import { programFiles, watchedFolders, type Programs } from "./watch-list.ts";

/** Time between two looks, in ms. Looking costs microseconds a file; a trap is told at once where the system can. */
const LOOK_EVERY_MS = 30_000;
/** Read at each look, in bytes: 2 MiB a second, some 0.2 % of a core. */
const LOOK_BYTES = 64 * 1024 * 1024;
/** At the first look, so that Casemate's own files and the pinned Node are known within a second or two. */
const FIRST_BYTES = 512 * 1024 * 1024;

/** A ceremony waits ten seconds for all of what it looks at; a stored file that takes longer to read is asked about once more. */
const STANDING_MS = 6_000;

/** The watch over files. While only a single command runs, nobody watches, and the state says so. */
export interface Integrity {
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): ServiceStatus;
  look(): Promise<IntegritySlice>;
  /** Looks for a ceremony, until what stands in these groups is known or `STANDING_MS` are over. Tells of nothing; null when nobody can look. */
  standing(groups: readonly IntegrityChange["group"][]): Promise<Standing | null>;
  /** `leave`: paths of policies and lists that stay as they were meant to be. */
  offer(leave: readonly string[]): Promise<IntegrityOffer>;
  /** The last one, for the text of an approval. */
  lastOffer(): IntegrityOffer | null;
  /** Throws `changed`, `refused`, or when the log cannot sign. */
  accept(digest: string): Promise<IntegritySlice>;
  /** A list that Casemate itself has just written is meant. */
  decided(list: DigestListName): Promise<void>;
  /** Puts another log in the place of this one, whose key signs the list. */
  acrossLogs<T>(exchange: () => Promise<T>): Promise<T>;
}

/** Every sealed file of the vault; null while it is not open. */
export type Stored = () => Promise<readonly StoredFile[] | null>;

export function createIntegrity(context: Context, stored: Stored): Integrity {
  return new Watch(context, stored);
}

class Watch implements Integrity {
  readonly #context: Context;
  readonly #stored: Stored;
  readonly #monitor: MonitorLink;
  readonly #programs: Programs;
  readonly #baseline: Baseline;
  /** Sealed file → model, as of the last time the vault was open. */
  readonly #models = new Map<string, string>();
  readonly #told = new ToldChanges();
  #offer: { readonly shown: IntegrityOffer; readonly leave: readonly string[] } | null = null;
  #budget = FIRST_BYTES;
  #running = false;
  #open = false;
  #stopTimer: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: Context, stored: Stored) {
    this.#context = context;
    this.#stored = stored;
    this.#programs = programFiles(context.spawner.programs());
    this.#baseline = new Baseline(context, this.#programs);
    this.#monitor = createMonitorLink(context, (why) => {
      this.#show({ state: "unknown", note: `Nobody watches files at this moment: ${why}`.slice(0, 500) });
    });
  }

  async start(): Promise<void> {
    this.#running = true;
    await this.#inTurn(async () => {
      this.#tellBaseline(await this.#baseline.open());
      await this.#handOver();
    });
    await this.#monitor.start();
    this.#unsubscribe = this.#context.state.subscribe(({ slice }) => {
      // At an unlock the models are there before the vault counts as open.
      if (slice === "models" || (slice === "vault" && this.#wasOpened()))
        this.#begin(() => this.#followModels());
      if (slice === "panic" && this.#isErasing()) void this.stop();
    });
    this.#later(0);
    void this.#listen();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#stopTimer();
    this.#unsubscribe();
    this.#show({ state: "unknown", note: "Nobody watches files until Casemate is started again." });
    await this.#monitor.stop();
  }

  status(): ServiceStatus {
    return this.#monitor.status();
  }

  async look(): Promise<IntegritySlice> {
    await this.#inTurn(() => this.#scan());
    return this.#context.state.get("integrity");
  }

  standing(groups: readonly IntegrityChange["group"][]): Promise<Standing | null> {
    const { clock } = this.#context;
    const end = clock.monotonic() + STANDING_MS;
    return this.#inTurn(async () => {
      for (;;) {
        const result = await this.#readSome();
        if (result === null) return null;
        const found = standingOf(result, this.#baseline.trusted, (path) => this.#models.get(path) ?? null);
        const unread = groups.includes("models") ? found.unread.models : found.unread.others;
        if (unread === 0 || clock.monotonic() >= end) return found;
      }
    });
  }

  lastOffer(): IntegrityOffer | null {
    return this.#offer?.shown ?? null;
  }

  offer(leave: readonly string[]): Promise<IntegrityOffer> {
    return this.#inTurn(() => {
      const files = this.#baseline.offered(leave);
      const shown = offerOf(this.#baseline.before(), files, {
        digest: digestOf(encodeBaseline(files)),
        refused: refusalOf(this.#context.state.get("integrity")),
        untrusted: this.#baseline.untrusted(),
      });
      this.#offer = { shown, leave };
      return Promise.resolve(shown);
    });
  }

  async accept(digest: string): Promise<IntegritySlice> {
    const { shown, leave } = this.#offer ?? {};
    if (shown?.refused != null) throw new RpcError("refused", shown.refused);
    await this.#inTurn(async () => {
      const files = this.#baseline.offered(leave ?? []);
      if (digestOf(encodeBaseline(files)) !== digest)
        throw new RpcError("changed", "The files changed since this was asked. Look at them again.");
      await this.#baseline.accept(files);
      this.#told.clear();
      await this.#handOver();
      await this.#scan();
    });
    return this.#context.state.get("integrity");
  }

  async decided(list: DigestListName): Promise<void> {
    if (!this.#running || !this.#baseline.trusted) return;
    await this.#inTurn(async () => {
      await this.#baseline.takeDecided(basename(this.#context.home[list]));
      await this.#handOver();
    });
  }

  acrossLogs<T>(exchange: () => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#baseline.acrossLogs(exchange));
  }

  /** One thing at a time. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(run, run);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** In turn, with nobody to tell: what fails is tried again at the next look. */
  #begin(run: () => Promise<unknown>): void {
    this.#inTurn(run).catch((error: unknown) => {
      this.#context.report("integrity", error);
    });
  }

  #later(ms: number): void {
    this.#stopTimer();
    if (!this.#running) return;
    this.#stopTimer = this.#context.clock.after(ms, () => {
      this.#begin(() => this.#scan());
      this.#later(LOOK_EVERY_MS);
    });
  }

  /** Asks again and again whether a trap was touched. */
  async #listen(): Promise<void> {
    while (this.#running) {
      const touched = await this.#monitor.touched();
      if (touched === true) this.#later(0);
      if (touched === null)
        await new Promise<void>((resolve) => void this.#context.clock.after(LOOK_EVERY_MS, resolve));
    }
  }

  /** Whether the vault is open now and was not when this was asked last: that slice changes at every sign of life. */
  #wasOpened(): boolean {
    const before = this.#open;
    this.#open = this.#context.state.get("vault").state === "unlocked";
    return this.#open && !before;
  }

  /** Level 3 takes everything away, what is watched among it: watching begins anew with the next start. */
  #isErasing(): boolean {
    const { state, level } = this.#context.state.get("panic");
    return state === "running" && level === 3;
  }

  /** Stopped; or a panic takes things away on purpose. */
  #isHeldUp(): boolean {
    return !this.#running || this.#context.state.get("panic").state !== "idle";
  }

  async #handOver(): Promise<void> {
    const folders = watchedFolders(this.#context.home, this.#programs);
    await this.#monitor.watch({ folders, files: [...this.#baseline.files] });
  }

  async #followModels(): Promise<void> {
    const stored = this.#running && this.#baseline.trusted ? await this.#stored() : null;
    if (!stored) return;
    this.#models.clear();
    for (const { id, partOf, path } of stored) this.#models.set(path, partOf ?? id);
    // Told while the vault was locked, of no model: told again, of this one, which contains it.
    if (this.#told.forgetUnnamed(this.#modelOf)) this.#later(0);
    if (await this.#baseline.takeModels(stored)) await this.#handOver();
  }

  async #scan(): Promise<void> {
    const result = await this.#readSome();
    if (result === null) return;
    this.#tell(result.changes);
    this.#show({ ...shownOf(result, this.#baseline), checkedAt: isoTime(this.#context.clock) });
  }

  /** Null while nobody watches. */
  async #readSome(): Promise<ScanResult | null> {
    if (this.#isHeldUp()) return null;
    // Before anything is said of a sealed file: what the vault removed itself is no change.
    await this.#followModels();
    const result = await this.#monitor.scan(this.#budget);
    if (!result || this.#isHeldUp()) return null;
    this.#budget = LOOK_BYTES;
    if (await this.#baseline.learn(result)) await this.#handOver();
    return result;
  }

  #tellBaseline(opened: Opened): void {
    if (opened === "ok") return;
    if (opened === "unchecked") {
      this.#show({ note: "The list of watched files cannot be checked: the log does not answer." });
      return;
    }
    this.#context.incidents.report(baselineReport(opened));
    this.#show({ note: "The list of how watched files are meant to be was altered or removed." });
  }

  readonly #modelOf = (path: string): string | null => this.#models.get(path) ?? null;

  #tell(changes: readonly IntegrityChange[]): void {
    const open = this.#context.incidents.register.openOnes();
    const fresh = this.#told.fresh(changes, open, this.#modelOf);
    for (const report of changesReports(fresh, this.#modelOf)) this.#context.incidents.report(report);
  }

  #show(change: Partial<IntegritySlice>): void {
    this.#context.state.update("integrity", (slice) => ({ ...slice, ...change }));
  }
}
