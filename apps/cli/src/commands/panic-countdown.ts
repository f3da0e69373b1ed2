import { RpcError, type PanicOutcome, type PanicPlan, type State } from "@casemate/contract";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { sendPassphrase, type Session } from "../console/session.ts";

const SECOND_MS = 1_000;

export interface PanicSession extends Session {
  /** What Ctrl C does at this moment; true: it was for the countdown. */
  readonly interrupt: { current: () => boolean };
}

/** Shows the passphrase, counts down, and answers how it ended; null when it was cancelled. Throws what refuses it. */
export async function countDown(
  session: PanicSession,
  plan: PanicPlan,
  phrase: string,
  options: PassphraseOptions,
): Promise<PanicOutcome | null> {
  const { client, hosted, interrupt } = session;
  const question = "Passphrase or recovery words: ";
  const secretId = plan.needsPassphrase ? await sendPassphrase(client, "approve", options, question) : null;
  const followed = follow(session);
  interrupt.current = () => {
    client.call("panic.cancel", {}).then(
      ({ cancelled }) => {
        if (!cancelled) process.stderr.write("\nIt runs already and cannot be cancelled.\n");
      },
      () => undefined,
    );
    return true;
  };
  const onSignal = (): void => void interrupt.current();
  if (!hosted) process.on("SIGINT", onSignal);
  try {
    const { actsAt } = await client.call("panic.trigger", { level: plan.level, phrase, secretId });
    const stop = sayCountdown(Math.min(plan.countdownMs, Date.parse(actsAt) - Date.now()));
    followed.begun();
    return await followed.end.finally(stop);
  } finally {
    followed.stop();
    process.off("SIGINT", onSignal);
    interrupt.current = () => false;
  }
}

/** One line on stderr that counts down from `ms`, whatever happens to the wall clock meanwhile. Answers what ends it. */
function sayCountdown(ms: number): () => void {
  const at = performance.now() + ms;
  const say = (): void => {
    const left = Math.ceil((at - performance.now()) / SECOND_MS);
    const text =
      left > 0 ? `In ${String(left)} s. Ctrl C cancels.` : "Running. It cannot be cancelled any more.";
    process.stderr.write(process.stderr.isTTY ? `\r\u001B[K${text}` : `${text}\n`);
    if (left <= 0) clearInterval(timer);
  };
  const timer = setInterval(say, SECOND_MS);
  say();
  return () => {
    clearInterval(timer);
    if (process.stderr.isTTY) process.stderr.write("\r\u001B[K");
  };
}

interface Followed {
  /** The countdown has begun: what is shown from now on is about it. */
  begun(): void;
  readonly end: Promise<PanicOutcome | null>;
  stop(): void;
}

/** Watches the console's state until the panic has ended or was cancelled. Rejects when the console is gone. */
function follow({ client, state }: Session): Followed {
  const { promise: end, resolve, reject } = Promise.withResolvers<PanicOutcome | null>();
  end.catch(() => undefined); // told to whoever awaits it
  let counting = false;
  let ran = false;
  const look = ({ state: stands, last, refused }: State["panic"]): void => {
    if (!counting) return;
    if (stands === "running") ran = true;
    // It ended by itself: the words that were to remain are not there any more.
    if (stands === "idle" && !ran && refused !== null) reject(new RpcError(refused.code, refused.message));
    if (stands === "idle" || stands === "half_done") resolve(ran ? last : null);
  };
  const unsubscribe = client.on("state.changed", ({ slice, value }) => {
    if (slice === "panic") look(value as State["panic"]);
  });
  void client.closed.then(() => {
    reject(
      new RpcError(
        "console_gone",
        ran
          ? "The console ended before it had finished. What was begun is ended when Casemate starts the next time. See how it stands: casemate panic status"
          : "The console ended during the countdown, before it said that it had begun. See how it stands: casemate panic status",
      ),
    );
  });
  return {
    begun: () => {
      counting = true;
      state().then(({ panic }) => {
        look(panic);
      }, reject);
    },
    end,
    stop: unsubscribe,
  };
}
