import { encodeBaseline, keyOf, type ScanResult, type WatchedFile } from "@casemate/incidents";
import type { StoredFile } from "@casemate/vault";
import { rmSync } from "node:fs";
import { isoTime } from "../../common/clock.ts";
import { isDecided, type Untrusted } from "../../common/integrity-offer.ts";
import type { Context } from "../console/context.ts";
import { loadBaseline, saveBaseline } from "./baseline-store.ts";
import { plantCanaries } from "./plant.ts";
import { lastSigned, noteSigned } from "./signed-notes.ts";
import { decidedFiles, decidedPlaces, modelFiles, type Programs } from "./watch-list.ts";

/** Why a list was signed; what was only learnt is not noted. */
type Why = "begun" | "accepted" | "decided" | "updated" | "another-log" | "learnt";

export type Opened = "ok" | "broken" | "gone" | "unchecked";

/** How watched files are meant to be, and its signature. */
export class Baseline {
  readonly #context: Context;
  readonly #programs: Programs;
  files: readonly WatchedFile[];
  /** Only a list whose signature was checked is signed again with what was learnt. */
  trusted = false;
  /** Without a trusted list: policies and lists as the log last noted them; null where it does not say. */
  #recorded: readonly WatchedFile[] | null = null;

  constructor(context: Context, programs: Programs) {
    this.#context = context;
    this.#programs = programs;
    this.files = programs.files;
  }

  /** Reads it, or makes the first one. What cannot be trusted is not used. */
  async open(): Promise<Opened> {
    const { home } = this.#context;
    const loaded = await loadBaseline(home.integrity, this.#signer).catch(() => null);
    if (loaded === null) return "unchecked";
    if (loaded.state !== "ok") {
      const signed = await lastSigned(this.#context.ledger, home);
      this.#recorded = signed?.decided ?? null;
      if (loaded.state === "broken") return "broken";
      if (signed !== null) return "gone";
      this.files = [...this.#programs.files, ...decidedFiles(home), ...plantCanaries(home.root)];
      await this.sign("begun");
      return "ok";
    }
    this.trusted = true;
    this.files = loaded.files;
    await this.#takeUpdate();
    return "ok";
  }

  /** What a person is shown as "before": what is trusted, or else Casemate's own files and what the log says of the others. */
  before(): WatchedFile[] {
    return [...this.files.filter(({ group }) => group !== "canaries"), ...this.#noted()];
  }

  untrusted(): Untrusted | null {
    if (this.trusted) return null;
    return { known: this.#recorded !== null, places: decidedPlaces(this.#context.home) };
  }

  #noted(): readonly WatchedFile[] {
    return this.trusted ? [] : (this.#recorded ?? []);
  }

  /**
   * The list with policies and lists as they are now, but for those in `leave`, without traps: what a person can accept.
   * Where nothing says how they were meant to be, none can be left so.
   */
  offered(leave: readonly string[]): WatchedFile[] {
    const known = this.untrusted()?.known ?? true;
    const isLeft = (file: WatchedFile): boolean => known && isDecided(file) && leave.includes(file.path);
    const programs = this.trusted
      ? this.files.filter(({ group }) => group === "program")
      : this.#programs.files;
    return [
      ...programs,
      ...this.files.filter(({ group }) => group === "models"),
      ...this.before().filter(isLeft),
      ...decidedFiles(this.#context.home).filter((file) => !isLeft(file)),
    ];
  }

  /** Signs what was offered, with fresh traps. */
  async accept(files: readonly WatchedFile[]): Promise<void> {
    this.files = [...files, ...plantCanaries(this.#context.home.root)];
    await this.sign("accepted");
  }

  /** One list that Casemate has just written; what else a person decided stays as it was meant to be. */
  async takeDecided(path: string): Promise<void> {
    const isIt = (file: WatchedFile): boolean => isDecided(file) && file.path === path;
    this.files = [
      ...this.files.filter((file) => !isIt(file)),
      ...decidedFiles(this.#context.home).filter(isIt),
    ];
    await this.sign("decided");
  }

  /** Sealed files that came or went by the vault's own doing. Answers whether there were any. */
  async takeModels(stored: readonly StoredFile[]): Promise<boolean> {
    const known = new Map(this.files.map((file) => [keyOf(file), file]));
    const models = modelFiles(stored).map((file) => known.get(keyOf(file)) ?? file);
    const fresh = [...this.files.filter(({ group }) => group !== "models"), ...models];
    if (encodeBaseline(fresh) === encodeBaseline(this.files)) return false;
    this.files = fresh;
    await this.sign("learnt");
    return true;
  }

  /** Digests that were not known. Answers whether there were any. */
  async learn({ learnt }: Pick<ScanResult, "learnt">): Promise<boolean> {
    if (learnt.length === 0 || !this.trusted) return false;
    const found = new Map(learnt.map((file) => [keyOf(file), file]));
    this.files = this.files.map((file) => found.get(keyOf(file)) ?? file);
    await this.sign("learnt");
    return true;
  }

  async sign(why: Why): Promise<void> {
    const { home, ledger, clock, state } = this.#context;
    const sha256 = await saveBaseline(home.integrity, this.#signer, this.files);
    this.trusted = true;
    if (why !== "learnt") noteSigned(ledger, home, this.files, { why, sha256 });
    state.update("integrity", (slice) => ({ ...slice, baselineAt: isoTime(clock) }));
  }

  /**
   * Another log takes the place of this one, and with it another key: a list that was good is signed again. One that a damaged log cannot vouch for
   * is begun anew at the next start: setting a log aside was approved, is recorded, and is asked about until somebody takes note of it.
   */
  async acrossLogs<T>(exchange: () => Promise<T>): Promise<T> {
    const { home } = this.#context;
    const before = this.trusted
      ? { state: "ok" as const, files: this.files }
      : await loadBaseline(home.integrity, this.#signer).catch(() => ({ state: "unchecked" as const }));
    const answer = await exchange();
    if (before.state === "ok") {
      this.files = before.files;
      await this.sign("another-log");
    } else if (before.state === "unchecked") rmSync(home.integrity, { force: true });
    return answer;
  }

  /** Another list came with the programs: Casemate was updated, or somebody exchanged all of it, which nothing inside it could notice. */
  async #takeUpdate(): Promise<void> {
    const before = new Map(this.files.map((file) => [keyOf(file), file.sha256]));
    const now = this.#programs.files;
    const listed = now.filter(({ sha256 }) => sha256 !== null);
    const gone = this.files.some(
      (file) => file.group === "program" && !now.some(({ path }) => path === file.path),
    );
    const changed = listed.filter((file) => before.get(keyOf(file)) !== file.sha256).length;
    if (!gone && changed === 0) return;
    this.files = [...this.files.filter(({ group }) => group !== "program"), ...now];
    this.#context.ledger.note("integrity.updated", null, { files: now.length, changed });
    await this.sign("updated");
  }

  readonly #signer = async (sha256: string): Promise<string> =>
    (await this.#context.ledger.evidence()("ledger.sign", { what: "integrity", sha256 })).note;
}
