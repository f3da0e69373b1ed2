import { RpcError, type State } from "@casemate/contract";
import type { Clock } from "../clock.ts";
import { DeadlinePassed, withDeadline } from "./deadline.ts";
import { backoffDelay, type LifecyclePolicy } from "./policy.ts";

export type ServiceStatus = State["services"][number];

/** What a started service looks like from here; a `ServiceHandle` is one. */
export interface Running {
  readonly pid: number;
  readonly isolation: { readonly level: ServiceStatus["isolation"] };
  /** Never rejects. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Never rejects; answers when it is gone. */
  kill(): Promise<void>;
}

export interface ServiceOptions<T extends Running> {
  readonly id: string;
  /**
   * Starts it and answers when it is ready to serve. When it fails, and when `signal` is aborted (too late, or stopped meanwhile), it
   * must leave no process behind.
   */
  readonly start: (signal: AbortSignal) => Promise<T>;
  /** Rejects, or does not answer in time, when the service is ill. Leave out for one that is known to be busy for long. */
  readonly health?: (service: T) => Promise<unknown>;
  readonly policy: LifecyclePolicy;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly onChange?: (status: ServiceStatus) => void;
}

export interface Service<T extends Running> {
  status(): ServiceStatus;
  /** The service while it is ready, else null. */
  current(): T | null;
  /**
   * Answers the ready service, starting it when it is stopped or broken (which forgets its failures). Throws RpcError
   * `service_unavailable` when it is broken or stopped before it became ready.
   */
  start(): Promise<T>;
  /** Ends it and keeps it ended. Answers when the process is gone. */
  stop(why: string): Promise<void>;
}

interface Waiter<T> {
  readonly resolve: (service: T) => void;
  readonly reject: (error: Error) => void;
}

/** Keeps one child process alive: stopped → starting → ready → backoff → … → broken, with the reason at every step. */
export function createService<T extends Running>(options: ServiceOptions<T>): Service<T> {
  return new Lifecycle(options);
}

class Lifecycle<T extends Running> implements Service<T> {
  readonly #options: ServiceOptions<T>;
  #state: ServiceStatus["state"] = "stopped";
  #reason: string | null = null;
  #service: T | null = null;
  /** What `#service` was the last time: a stopped service still says how it was confined. */
  #isolation: ServiceStatus["isolation"] = "unknown";
  #restarts = 0;
  #failures: number[] = [];
  #waiting: Waiter<T>[] = [];
  #stopping: Promise<void> | null = null;
  #cancelTimer: () => void = () => undefined;
  #abort = new AbortController();
  /** The start and the ends that are under way: "stopped" is said only after them. */
  #starting: Promise<void> = Promise.resolve();
  #dying: Promise<unknown> = Promise.resolve();
  /** Grows with every start and stop; what belongs to an older one is ignored. */
  #turn = 0;

  constructor(options: ServiceOptions<T>) {
    this.#options = options;
  }

  status(): ServiceStatus {
    const pid = this.#service?.pid ?? null;
    return {
      id: this.#options.id,
      state: this.#state,
      pid,
      restarts: this.#restarts,
      reason: this.#reason,
      isolation: this.#isolation,
    };
  }

  current(): T | null {
    return this.#state === "ready" ? this.#service : null;
  }

  async start(): Promise<T> {
    await this.#stopping;
    if (this.#state === "ready" && this.#service) return this.#service;
    const ready = new Promise<T>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
    if (this.#state === "stopped" || this.#state === "broken") {
      this.#failures = [];
      this.#starting = this.#begin();
    }
    return ready;
  }

  stop(why: string): Promise<void> {
    this.#stopping ??= this.#end(why).finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  async #end(why: string): Promise<void> {
    this.#turn += 1;
    this.#cancelTimer();
    this.#abort.abort();
    const ending = this.#service;
    this.#show("stopping", why);
    await Promise.all([ending?.kill(), this.#starting, this.#dying]);
    this.#service = null;
    this.#show("stopped", why);
    this.#refuse(why);
  }

  async #begin(): Promise<void> {
    const turn = ++this.#turn;
    const { clock, policy } = this.#options;
    const abort = new AbortController();
    this.#abort = abort;
    this.#show("starting", this.#reason);
    const starting = this.#options.start(abort.signal);
    try {
      const service = await withDeadline(clock, policy.startMs, starting);
      if (turn === this.#turn) this.#ready(turn, service);
      else await service.kill();
    } catch (error) {
      abort.abort();
      // It may still come up; then nobody wants it any more.
      starting.then((late) => late.kill()).catch(() => undefined);
      if (turn === this.#turn)
        this.#failed(error instanceof DeadlinePassed ? "It was not ready in time." : messageOf(error));
    }
  }

  #ready(turn: number, service: T): void {
    this.#service = service;
    this.#isolation = service.isolation.level;
    this.#show("ready", null);
    void service.exited.then(({ code, signal }) => {
      if (turn === this.#turn) this.#failed(`It ended by itself (${signal ?? `exit code ${String(code)}`}).`);
    });
    this.#waiting.splice(0).forEach(({ resolve }) => {
      resolve(service);
    });
    this.#pingLater(turn, service, 0);
  }

  #pingLater(turn: number, service: T, missed: number): void {
    const { health, clock, policy } = this.#options;
    if (!health) return;
    this.#cancelTimer = clock.after(policy.pingEveryMs, () => {
      withDeadline(clock, policy.pingMs, health(service))
        .then(
          () => 0,
          () => missed + 1,
        )
        .then((misses) => {
          if (turn !== this.#turn) return;
          if (misses < policy.missedPings) this.#pingLater(turn, service, misses);
          else this.#failed("It stopped answering.");
        })
        .catch(() => undefined);
    });
  }

  /** Whatever went wrong: end what is left, then wait, or give up after too many times. */
  #failed(reason: string): void {
    const turn = ++this.#turn;
    const { clock, policy, random } = this.#options;
    this.#cancelTimer();
    const ill = this.#service;
    this.#service = null;
    const now = clock.monotonic();
    this.#failures = [...this.#failures, now].filter((at) => now - at < policy.windowMs);
    this.#dying = Promise.all([this.#dying, ill?.kill()]);
    if (this.#failures.length >= policy.maxFailures) {
      this.#show("broken", reason);
      this.#refuse(reason);
      return;
    }
    this.#show("backoff", reason);
    void this.#dying.then(() => {
      if (turn !== this.#turn) return;
      this.#cancelTimer = clock.after(backoffDelay(policy, this.#failures.length, random()), () => {
        this.#restarts += 1;
        this.#starting = this.#begin();
      });
    });
  }

  #show(state: ServiceStatus["state"], reason: string | null): void {
    this.#state = state;
    this.#reason = reason === null ? null : reason.slice(0, 300);
    this.#options.onChange?.(this.status());
  }

  #refuse(why: string): void {
    const error = new RpcError(
      "service_unavailable",
      `A part of Casemate is not running ("${this.#options.id}"): ${why} Try again in a moment.`,
    );
    this.#waiting.splice(0).forEach(({ reject }) => {
      reject(error);
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "It did not start.";
}
