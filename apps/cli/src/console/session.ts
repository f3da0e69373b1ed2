import {
  connect,
  contract,
  portPair,
  RpcError,
  sealEnvelope,
  type SecretPurpose,
  type State,
} from "@casemate/contract";
import {
  attachUnixSocket,
  homePaths,
  resolveHome,
  secretFrame,
  type ConsoleClient,
} from "@casemate/supervisor";
import { composeConsole } from "../compose.ts";
import { UsageError } from "../usage-error.ts";
import {
  forgetPassphrases,
  hasPassphraseSource,
  readNewPassphrase,
  readPassphrase,
  type PassphraseOptions,
} from "./passphrase.ts";

/** A key child that waits for a passphrase is used within this time, in ms; the console ends an unused one after two minutes. */
const FRESH_MS = 100_000;

/** Exit code of a command that Ctrl C ended, as shells have it. */
const INTERRUPTED = 130;

/** A console to talk to: the running one, or one of our own for the command's lifetime. */
export interface Session {
  readonly client: ConsoleClient;
  /** True when this command hosts the supervisor itself. */
  readonly hosted: boolean;
  readonly state: () => Promise<State>;
  /** Resolves when no inspection of our own supervisor runs any more; at once when attached. */
  readonly settled: () => Promise<void>;
  /** While `work` runs, the first Ctrl C does `cancel`, after which `work` is expected to end by itself; the second one ends the command. */
  readonly cancellable: <T>(cancel: () => Promise<unknown>, work: Promise<T>) => Promise<T>;
}

export interface SessionOptions extends PassphraseOptions {
  /** The command needs an unlocked vault; with "and-confirm", and asks for the passphrase once more before it changes something. */
  readonly unlock: boolean | "and-confirm";
  /** False where what listens on the socket is known not to answer: then with a console of our own. */
  readonly attach?: boolean;
  /** Asked first at Ctrl C while this command hosts its own console; true: it was for this one. */
  readonly onInterrupt?: () => boolean;
}

/** Runs `use` with a console and ends what it started, also when `use` throws. */
export async function withSession<T>(
  options: SessionOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const attached =
    options.attach === false ? null : await attachUnixSocket(homePaths(resolveHome(process.env)).socket);
  if (attached) {
    try {
      const state = async (): Promise<State> => (await attached.call("state.snapshot", {})).state;
      if (options.unlock !== false && (await state()).vault.state !== "unlocked")
        throw new UsageError("The vault is locked. Unlock it in the console or with: casemate vault unlock");
      return await use({
        client: attached,
        hosted: false,
        state,
        settled: () => Promise.resolve(),
        cancellable: cancellableAttached,
      });
    } finally {
      attached.close();
    }
  }
  return host(options, use);
}

async function host<T>(options: SessionOptions, use: (session: Session) => Promise<T>): Promise<T> {
  const console = await composeConsole("command").catch((error: unknown) => {
    throw error instanceof RpcError && error.code === "in_use"
      ? new UsageError(
          "Another Casemate command is working with this data directory. Try again when it has ended.",
        )
      : error;
  });
  const stop = (): void => {
    void console.stop().finally(() => process.exit(INTERRUPTED));
  };
  process.once("SIGTERM", stop);
  let interrupt = stop;
  const onInterrupt = (): void => {
    if (options.onInterrupt?.() !== true) interrupt();
  };
  process.on("SIGINT", onInterrupt);
  try {
    const [ours, theirs] = portPair();
    const entry = console.attach(theirs, { via: "in-process", session: "command" });
    const inner = connect(contract, ours);
    const client: ConsoleClient = {
      ...inner,
      call: (name, input) => inner.call(name, input).catch(sayNobodyWaits),
      sendSecret: (secretId, envelope) => {
        entry.secretFrame(secretFrame(secretId, envelope));
      },
      close: () => undefined,
      closed: new Promise<void>(() => undefined),
    };
    const session: Session = {
      client,
      hosted: true,
      state: async () => (await client.call("state.snapshot", {})).state,
      settled: () => console.settled(),
      cancellable: async (cancel, work) => {
        const before = interrupt;
        interrupt = () => {
          interrupt = stop;
          cancel().catch(stop);
        };
        return work.finally(() => {
          interrupt = before;
        });
      },
    };
    // Ctrl C cancels what this command does, so that it is not gone on with later; without anything to cancel, or a second time, it ends.
    interrupt = () => {
      interrupt = stop;
      void cancelRunning(session).then((some) => {
        if (!some) stop();
      }, stop);
    };
    if (options.unlock !== false) await unlockHosted(session, options);
    return await use(session);
  } finally {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", stop);
    forgetPassphrases();
    await console.stop();
  }
}

/** What runs in somebody else's console goes on when this command ends: so it is told. */
function cancellableAttached<T>(cancel: () => Promise<unknown>, work: Promise<T>): Promise<T> {
  const interrupt = (): void => {
    cancel().catch(() => process.exit(INTERRUPTED));
  };
  process.once("SIGINT", interrupt);
  return work.finally(() => process.off("SIGINT", interrupt));
}

/** A request ends with the console that holds it, and ours ends with the command. */
function sayNobodyWaits(error: unknown): never {
  if (error instanceof RpcError && error.code === "approval_required")
    throw new RpcError(
      error.code,
      "Nothing was done: this needs your approval, and no console is running in which the request could wait. Start one first with: casemate serve",
    );
  throw error;
}

/** Answers whether there was any. The calls that wait for them then end by themselves. */
async function cancelRunning({ client, state }: Session): Promise<boolean> {
  const running = (await state()).jobs.filter((job) => job.state === "running");
  const ends = await Promise.all(running.map(({ id }) => client.call("job.cancel", { jobId: id })));
  return ends.some(({ cancelled }) => cancelled);
}

/** For what is better done with an open vault, where there is one: our own console asks for the passphrase, a running one says what it needs. */
export async function unlockIfHosted(session: Session, options: PassphraseOptions): Promise<void> {
  if (session.hosted && (await session.state()).vault.state === "locked")
    await unlockHosted(session, { ...options, unlock: true });
}

async function unlockHosted(session: Session, options: SessionOptions): Promise<void> {
  const { vault } = await session.state();
  if (vault.state === "absent")
    throw new UsageError("There is no vault yet. Make one with: casemate vault init");
  if (vault.state === "error") throw new UsageError(vault.error?.message ?? "The vault cannot be opened.");
  if (!hasPassphraseSource(options) && !process.stdin.isTTY)
    throw new UsageError(
      "The vault is locked. Set CASEMATE_PASSPHRASE_FILE, pass --passphrase-fd, or run: casemate serve",
    );
  const answer = await unlock(session.client, options, options.unlock === "and-confirm");
  if (answer.result !== "unlocked") throw new RpcError(answer.result, answer.message);
}

export async function unlock(
  client: ConsoleClient,
  options: PassphraseOptions,
  again = false,
): Promise<{ result: string; retryAt: string | null; message: string }> {
  const secretId = await sendPassphrase(client, "unlock", options, "Passphrase: ", again);
  return client.call("vault.unlock", { secretId });
}

/** Reads the passphrase and sends it, encrypted to the key child. Answers the id for the call that uses it. `again`: see `readPassphrase`. */
export async function sendPassphrase(
  client: ConsoleClient,
  purpose: SecretPurpose,
  options: PassphraseOptions,
  question: string,
  again = false,
): Promise<string> {
  const child = keyChildAhead(client, purpose);
  return sendBytes(client, purpose, await readPassphrase(options, question, again), child);
}

/** The same for a passphrase that is to be. */
export async function sendNewPassphrase(client: ConsoleClient, question: string): Promise<string> {
  const child = keyChildAhead(client, "new");
  return sendBytes(client, "new", await readNewPassphrase(question), child);
}

/** Answers a key child that waits for a secret. */
type KeyChild = () => Promise<{ secretId: string; publicKey: string }>;

/** Starts a key child while the person still types: its start is then not waited for. One that waited too long is replaced when it is needed. */
function keyChildAhead(client: ConsoleClient, purpose: SecretPurpose): KeyChild {
  const begin: KeyChild = () => client.call("secret.begin", { purpose });
  const at = performance.now();
  const begun = begin();
  begun.catch(() => undefined); // told when the passphrase is there
  return () => (performance.now() - at < FRESH_MS ? begun : begin());
}

/** Encrypts `passphrase` to a fresh key child and wipes it. Answers the id for the call that uses it. */
export async function sendBytes(
  client: ConsoleClient,
  purpose: SecretPurpose,
  passphrase: Buffer,
  child: KeyChild = () => client.call("secret.begin", { purpose }),
): Promise<string> {
  try {
    if (passphrase.length === 0)
      throw new UsageError("The passphrase is empty. Type at least one character.");
    const { secretId, publicKey } = await child();
    client.sendSecret(
      secretId,
      await sealEnvelope(Buffer.from(publicKey, "base64"), passphrase, "passphrase"),
    );
    return secretId;
  } finally {
    passphrase.fill(0);
  }
}
