import {
  RpcError,
  serve,
  type Handlers,
  type In,
  type Out,
  type Port,
  type Recipient,
} from "@casemate/contract";
import { keeperContract } from "../common/keeper-contract.ts";
import { adoptSealed } from "./adopt-sealed.ts";
import { Attempts, type MachineClock } from "./attempts.ts";
import { checkOpen, checkSecret } from "./check-secret.ts";
import type { Container } from "./container.ts";
import { headerPath, type ContainerParts } from "./load-index.ts";
import { createContainer, HEADER_LOST, HEADER_UNREADABLE, openContainer } from "./open-container.ts";
import { writeError } from "./disk-error.ts";
import { publicKeyOf, sealTo, withSecret } from "./envelopes.ts";
import { readHeader } from "./header-file.ts";
import { folderOf, hasObjects, removeParts } from "./object-store.ts";
import { admitFile, destroyFile, fileKey, listFiles, setFileMeta } from "./vault-files.ts";
import { RECOVERY_SLOT, SECRET_BYTES } from "../common/header-layout.ts";
import { turnDeviceOff, turnDeviceOn } from "./device-change.ts";
import { forgetUnneeded, readDeviceMark } from "./device-mark.ts";
import { rewriteHeader } from "./failed-attempt.ts";
import type { DuressLevel } from "./key-slots.ts";
import { addSlot, listSlots, rekey, removeSlot, replaceSecret } from "./slot-changes.ts";
import { deleteRecord, getRecord, listRecords, putRecord } from "./vault-records.ts";

type Calls = typeof keeperContract;
type Status = Out<Calls["keeper.status"]>;

export interface KeeperParts extends ContainerParts {
  readonly clock: MachineClock;
  readonly recipient: Recipient;
  /** What this machine does not offer, in plain sentences. */
  readonly notes: readonly string[];
}

const HEADER_MISSING =
  "The vault's header is missing, but stored objects are there. Put the file vault/header back from a backup, or move the data directory away to start anew.";
const NOT_THE_PASSPHRASE = "That is not the present passphrase. Nothing was changed.";

/** What the keeper process does: holds the keys, answers one call after the other. Everything that writes is synchronous, so calls never interleave. */
export class KeeperService {
  readonly #parts: KeeperParts;
  readonly #attempts: Attempts;
  #container: Container | null = null;
  /** An attempt was counted and not used yet. */
  #granted = false;

  constructor(port: Port, parts: KeeperParts) {
    this.#parts = parts;
    const { fs, home, clock } = parts;
    for (const place of ["vault", "quarantine"] as const) fs.makeFolder(folderOf(home, place));
    removeParts(fs, home);
    this.#attempts = new Attempts(fs, home, clock, readHeader(fs, headerPath(home)).state !== "absent");
    serve(port, {
      contract: keeperContract,
      handlers: this.#handlers(),
      caller: { via: "in-process", session: "supervisor" },
    });
  }

  #handlers(): Handlers<Calls> {
    return {
      "keeper.status": () => this.#status(),
      "keeper.create": (input) => this.#create(input),
      "keeper.attempt": () => this.#attempt(),
      "keeper.unlock": (input) => this.#withDerived(input.derived, (derived) => this.#unlock(derived)),
      "keeper.verify": (input) => this.#withDerived(input.derived, (derived) => this.#verify(derived)),
      "keeper.check": (input) => this.#withDerived(input.derived, (derived) => this.#check(derived)),
      "keeper.slots": () => ({ slots: [...listSlots(this.#open())] }),
      "keeper.replaceSecret": ({ derived, newDerived, cost }) =>
        this.#withBoth(derived, newDerived, (index, secret) => {
          replaceSecret(this.#open(), index, secret, cost, this.#now());
          forgetUnneeded(this.#parts, this.#open().index);
          return {};
        }),
      "keeper.addSlot": ({ derived, newDerived, kind, level, label }) =>
        this.#withBoth(derived, newDerived, (_index, secret) =>
          addSlot(this.#open(), { derived: secret, kind, level, label }, this.#now()),
        ),
      "keeper.enableDevice": ({ derived, device, recovery }) =>
        this.#withDerived(derived, (secret) => this.#enableDevice(secret, device, recovery)),
      "keeper.disableDevice": ({ derived }) =>
        this.#withDerived(derived, (secret) => {
          turnDeviceOff(this.#open(), { index: this.#confirm(secret), derived: secret, now: this.#now() });
          return {};
        }),
      "keeper.removeSlot": ({ derived, index }) =>
        this.#withDerived(derived, (secret) => {
          this.#confirm(secret);
          removeSlot(this.#open(), index);
          forgetUnneeded(this.#parts, this.#open().index);
          return {};
        }),
      "keeper.rekey": ({ derived }) =>
        this.#withDerived(derived, (secret) => {
          const index = this.#confirm(secret);
          const removed = listSlots(this.#open()).length - 1;
          rekey(this.#open(), index, secret);
          return { removed };
        }),
      "file.adopt": (input) => adoptSealed(this.#parts.recipient, () => this.#open(), input),
      "file.list": ({ after }) => listFiles(this.#open(), after),
      "file.setMeta": ({ id, meta }) => setFileMeta(this.#open(), id, meta),
      "file.admit": ({ id, meta }) => admitFile(this.#open(), id, meta),
      "file.key": async ({ id, publicKey }) => {
        const { file, key } = fileKey(this.#open(), id);
        return {
          envelope: await sealTo(publicKey, key, "file-key"),
          path: file.path,
          bytes: file.bytes,
          sha256: file.sha256,
        };
      },
      "file.destroy": ({ id }) =>
        done(() => {
          destroyFile(this.#open(), id);
        }),
      "record.put": (input) =>
        done(() => {
          putRecord(this.#open(), input);
        }),
      "record.get": ({ id }) => getRecord(this.#open(), id),
      "record.list": ({ kind, after }) => listRecords(this.#open(), kind, after),
      "record.delete": ({ id }) =>
        done(() => {
          deleteRecord(this.#open(), id);
        }),
    };
  }

  #open(): Container {
    if (!this.#container) throw new RpcError("locked", "The vault is locked. Unlock it first.");
    return this.#container;
  }

  #status(): Status {
    const { fs, home, recipient, notes } = this.#parts;
    const reading = readHeader(fs, headerPath(home));
    const header = reading.state === "ok" ? reading.newest : null;
    const lost =
      reading.state === "absent" && hasObjects(fs, home)
        ? HEADER_MISSING
        : reading.state === "damaged"
          ? HEADER_LOST
          : reading.state === "unreadable"
            ? HEADER_UNREADABLE
            : null;
    const closed = lost !== null ? "damaged" : header === null ? "absent" : "locked";
    return {
      state: this.#container ? "unlocked" : closed,
      kdf: header?.kdf ?? null,
      measuredMs: header?.measuredMs ?? null,
      failures: this.#attempts.failures,
      attempts: this.#attempts.found,
      retryAt: this.#retryAt(),
      device: readDeviceMark(fs, home),
      publicKey: publicKeyOf(recipient),
      message: lost,
      notes: [...notes],
    };
  }

  async #create({ derived, kdf, measuredMs }: In<Calls["keeper.create"]>): Promise<Record<string, never>> {
    return this.#withDerived(derived, (secret) => {
      const { state, message } = this.#status();
      if (state !== "absent")
        throw new RpcError("exists", message ?? "There is a vault already. It was left as it is.");
      try {
        // Before the header appears: a vault without this file would look as if somebody had removed it.
        this.#attempts.succeeded();
        this.#container = createContainer(this.#parts, secret, kdf, measuredMs);
      } catch (error) {
        throw writeError(error, "no vault was made");
      }
      return {};
    });
  }

  #attempt(): Out<Calls["keeper.attempt"]> {
    if (this.#attempts.waitMs() > 0) return { allowed: false, retryAt: this.#retryAt() };
    this.#count();
    return { allowed: true, retryAt: null };
  }

  #unlock(derived: Uint8Array): Out<Calls["keeper.unlock"]> {
    if (this.#container)
      return { result: "unlocked", retryAt: null, message: "The vault is already unlocked." };
    if (!this.#useAttempt())
      return {
        result: "wait",
        retryAt: this.#retryAt(),
        message: "Too many wrong passphrases. Wait until the time shown, then try again.",
      };
    const opened = openContainer(this.#parts, derived);
    if (opened.result === "wrong" || opened.result === "duress")
      return {
        result: opened.result,
        retryAt: this.#retryAt(),
        message: "That passphrase does not open this vault.",
      };
    if (opened.result === "damaged") return { result: "damaged", retryAt: null, message: opened.message };
    this.#container = opened.container;
    forgetUnneeded(this.#parts, this.#open().index);
    this.#forgive();
    return { result: "unlocked", retryAt: null, message: "The vault is unlocked." };
  }

  #verify(derived: Uint8Array): Out<Calls["keeper.verify"]> {
    return { match: this.#openedSlot(derived) !== null };
  }

  /** For a panic: also while locked, and then without opening. */
  #check(derived: Uint8Array): Out<Calls["keeper.check"]> {
    if (!this.#useAttempt()) return { result: "wait", retryAt: this.#retryAt(), recovery: null };
    const checked = this.#container ? checkOpen(this.#container, derived) : checkSecret(this.#parts, derived);
    if (checked.result === "match") this.#forgive();
    if (checked.result === "duress") this.#rewriteUnderDuress(checked.level);
    const recovery = checked.result === "match" ? checked.recovery : null;
    return { result: checked.result, retryAt: this.#retryAt(), recovery };
  }

  /** The slot that `derived` opens; null counts as a failed attempt. Throws `wait`, `duress`. */
  #openedSlot(derived: Uint8Array): number | null {
    const container = this.#open();
    if (!this.#useAttempt())
      throw new RpcError("wait", "Too many wrong passphrases. Wait a little, then try again.");
    const opened = container.slotOf(derived);
    if (opened === null) return null;
    if (opened.duress !== null) this.#actUnderDuress(opened.duress);
    this.#forgive();
    return opened.index;
  }

  /** While unlocked: what concerns the header is done, and no call can bring it back, because the keys are forgotten first. */
  #actUnderDuress(level: DuressLevel): never {
    this.#rewriteUnderDuress(level);
    throw new RpcError("duress", NOT_THE_PASSPHRASE);
  }

  #rewriteUnderDuress(level: DuressLevel): void {
    const { fs, home } = this.#parts;
    this.#container = null;
    const reading = readHeader(fs, headerPath(home));
    if (reading.state === "ok") rewriteHeader(fs, headerPath(home), reading.newest, level);
  }

  #enableDevice(
    derived: Uint8Array,
    device: string,
    recovery: string | null,
  ): Promise<Record<string, never>> | Record<string, never> {
    const index = this.#confirm(derived);
    const enable = (lossAccepted: boolean): Record<string, never> => {
      turnDeviceOn(this.#open(), { index, derived, now: this.#now() }, device, lossAccepted);
      return {};
    };
    if (recovery === null) return enable(true);
    return this.#withDerived(recovery, (words) => {
      if (this.#open().slotOf(words)?.index !== RECOVERY_SLOT)
        throw new RpcError(
          "wrong_words",
          "These are not the recovery words of this vault. Nothing was changed.",
        );
      return enable(false);
    });
  }

  /** The same, for changes that need it: throws `wrong_passphrase`. */
  #confirm(derived: Uint8Array): number {
    const index = this.#openedSlot(derived);
    if (index === null) throw new RpcError("wrong_passphrase", NOT_THE_PASSPHRASE);
    return index;
  }

  #withBoth<T>(derived: string, added: string, use: (index: number, secret: Uint8Array) => T): Promise<T> {
    return this.#withDerived(derived, (present) => {
      const index = this.#confirm(present);
      return this.#withDerived(added, (secret) => use(index, secret));
    });
  }

  #now(): string {
    return new Date(this.#parts.clock.wall()).toISOString();
  }

  /** The attempt that was counted before the derivation, or one counted now. False while the back-off runs. */
  #useAttempt(): boolean {
    if (!this.#granted) {
      if (this.#attempts.waitMs() > 0) return false;
      this.#count();
    }
    this.#granted = false;
    return true;
  }

  #count(): void {
    try {
      this.#attempts.count();
    } catch (error) {
      throw writeError(error, "the attempt could not be counted, so no passphrase is tried");
    }
    this.#granted = true;
  }

  /** A right passphrase opens the vault even when the disk is full; the failures are then only forgotten later. */
  #forgive(): void {
    try {
      this.#attempts.succeeded();
    } catch {
      // see above
    }
  }

  #retryAt(): string | null {
    const wait = this.#attempts.waitMs();
    return wait > 0 ? new Date(this.#parts.clock.wall() + wait).toISOString() : null;
  }

  #withDerived<T>(envelope: string, use: (derived: Uint8Array) => T | Promise<T>): Promise<T> {
    return withSecret(this.#parts.recipient, envelope, "derived-key", (derived) => {
      if (derived.length !== SECRET_BYTES && derived.length !== 2 * SECRET_BYTES)
        throw new RpcError("bad_envelope", "The derived key has not the length it must have. Try again.");
      return use(derived);
    });
  }
}

function done(run: () => void): Record<string, never> {
  run();
  return {};
}
