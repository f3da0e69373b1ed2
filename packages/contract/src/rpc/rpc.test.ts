import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  call,
  connect,
  event,
  portPair,
  RpcError,
  serve,
  type Admission,
  type Client,
  type Contract,
} from "../index.ts";

const toy = {
  "thing.read": call("read", z.strictObject({ id: z.int() }), z.strictObject({ name: z.string() })),
  "thing.drop": call("danger", z.strictObject({ id: z.int() }), z.strictObject({})),
  "thing.changed": event(z.strictObject({ id: z.int() })),
} as const satisfies Contract;

const person = { via: "browser", session: "s" } as const;

interface Toy {
  readonly client: Client<typeof toy>;
  readonly raw: (message: unknown) => void;
  readonly answers: unknown[];
  readonly seen: Admission[];
  readonly internal: unknown[];
  readonly emit: (payload: { id: number }) => void;
}

function toyService(drop: () => unknown = () => ({})): Toy {
  const [ours, theirs] = portPair();
  const seen: Admission[] = [];
  const internal: unknown[] = [];
  const served = serve(theirs, {
    contract: toy,
    caller: person,
    handlers: {
      "thing.read": ({ id }) => ({ name: `thing ${String(id)}`, ...(id === 7 ? { masterKey: "k" } : {}) }),
      "thing.drop": () => drop() as Record<string, never>,
    },
    around: (admission, run) => {
      seen.push(admission);
      if (admission.risk === "danger") throw new RpcError("denied", "No.");
      return run();
    },
    onInternalError: (_name, error) => internal.push(error),
  });
  const answers: unknown[] = [];
  ours.onMessage((message) => answers.push(message));
  return {
    client: connect(toy, ours),
    raw: (message) => {
      ours.send(message);
    },
    answers,
    seen,
    internal,
    emit: (payload) => {
      served.emit("thing.changed", payload);
    },
  };
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "answered",
    (error: unknown) => (error as RpcError).code,
  );

describe("a call", () => {
  it("is parsed, authorised with its risk and caller, run and answered", async () => {
    const { client, seen } = toyService();
    expect([await client.call("thing.read", { id: 1 }), seen]).toEqual([
      { name: "thing 1" },
      [{ caller: person, name: "thing.read", risk: "read", input: { id: 1 } }],
    ]);
  });

  it("is refused by name, by shape and by policy, each with its own code", async () => {
    const { client } = toyService();
    const bad = client.call as unknown as (name: string, input: unknown) => Promise<unknown>;
    expect(
      await Promise.all(
        [
          bad("thing.read", { id: "1" }),
          bad("thing.read", { id: 1, more: 2 }),
          bad("thing.drop", { id: 1 }),
        ].map(failure),
      ),
    ).toEqual(["bad_input", "bad_input", "denied"]);
  });

  it("named like a part of every object is unknown", async () => {
    const { raw, answers } = toyService();
    for (const name of ["toString", "__proto__", "constructor", "thing.changed", "nope"])
      raw({ t: "call", id: 1, name, input: {} });
    await new Promise(setImmediate);
    expect(answers.map((answer) => (answer as { code: string }).code)).toEqual(Array(5).fill("unknown_call"));
  });

  it("whose answer carries more than agreed fails instead of leaking", async () => {
    const { client, internal } = toyService();
    expect([await failure(client.call("thing.read", { id: 7 })), internal.length]).toEqual(["internal", 1]);
  });

  it("that throws anything but RpcError crosses without detail", async () => {
    const [ours, theirs] = portPair();
    serve(theirs, {
      contract: toy,
      caller: person,
      handlers: {
        "thing.read": () => {
          throw new Error("/secret/path");
        },
        "thing.drop": () => ({}),
      },
    });
    const error = await connect(toy, ours)
      .call("thing.read", { id: 1 })
      .catch((thrown: unknown) => thrown as RpcError);
    expect(JSON.stringify([(error as RpcError).code, (error as RpcError).message])).not.toContain("secret");
  });
});

describe("a malformed message", () => {
  it.each([
    [null],
    [1],
    ["call"],
    [[]],
    [{}],
    [{ t: "call" }],
    [{ t: "call", id: -1, name: "thing.read", input: {} }],
    [{ t: "call", id: 1, name: "x".repeat(65), input: {} }],
    [{ t: "call", id: 1, name: "thing.read", input: {}, via: "window" }],
    [{ t: "ok", id: 1, output: {} }],
  ])("%j is dropped and the next call works", async (message) => {
    const { client, raw, answers, seen } = toyService();
    raw(message);
    await client.call("thing.read", { id: 2 });
    expect([answers.length, seen.length]).toEqual([1, 1]);
  });
});

describe("the caller's end", () => {
  it("parses what comes back: a child gone bad is bad_output, not trusted", async () => {
    const [ours, theirs] = portPair();
    theirs.onMessage((message) => {
      theirs.send({ t: "ok", id: (message as { id: number }).id, output: { name: 5 } });
    });
    expect(await failure(connect(toy, ours).call("thing.read", { id: 1 }))).toBe("bad_output");
  });

  it("delivers agreed events only", async () => {
    const { client, emit } = toyService();
    const got: unknown[] = [];
    const stop = client.on("thing.changed", (payload) => got.push(payload));
    emit({ id: 1 });
    emit({ id: "x" } as unknown as { id: number });
    await new Promise(setImmediate);
    stop();
    emit({ id: 2 });
    await new Promise(setImmediate);
    expect(got).toEqual([{ id: 1 }]);
  });

  it("fails every waiting call when the port closes, and every later one", async () => {
    let close = (): void => undefined;
    const client = connect(toy, {
      send: () => undefined,
      onMessage: () => undefined,
      onClose: (listener) => {
        close = listener;
      },
    });
    const waiting = failure(client.call("thing.read", { id: 1 }));
    close();
    expect([await waiting, await failure(client.call("thing.read", { id: 1 }))]).toEqual([
      "closed",
      "closed",
    ]);
  });
});
