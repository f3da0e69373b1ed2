import { ATTESTED_PARTS, GATING_PARTS, type AttestedPartId } from "@casemate/audit";
import { RpcError, type AttestationSlice } from "@casemate/contract";
import { createFakeClock, type FakeClock } from "@casemate/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Attestor, GATE_WAIT_MS, PART_LIMIT_MS, REFRESH_MS, SETTLE_MS } from "./attestor.ts";

type Found = Record<AttestedPartId, boolean | null>;

interface World {
  readonly clock: FakeClock;
  readonly attestor: Attestor;
  readonly found: Found;
  readonly slice: AttestationSlice;
  /** Parts that never answer. */
  readonly stuck: Set<AttestedPartId>;
  readonly told: string[];
  readonly notes: string[];
  readonly made: string[];
  /** Subjects that an open incident is about. */
  readonly open: Set<string>;
  looks(): number;
}

function world(): World {
  const clock = createFakeClock();
  const found = Object.fromEntries(ATTESTED_PARTS.map((id) => [id, true])) as Found;
  const shown: { current: AttestationSlice } = {
    current: {
      ...{ state: "pending", reason: null, parts: [], checkedAt: null, nextAt: null, made: null },
      assurance: "software",
    },
  };
  const [stuck, open] = [new Set<AttestedPartId>(), new Set<string>()];
  const [told, notes, made]: string[][] = [[], [], []];
  let [looks, nonces] = [0, 0];
  const attestor = new Attestor({
    clock,
    parts: ATTESTED_PARTS.map((id) => ({
      id,
      lasting: [],
      read: () => {
        if (id === "programs") looks++;
        if (stuck.has(id)) return new Promise(() => undefined);
        return Promise.resolve({ ok: found[id], words: `${id} was looked at.`, todo: null, facts: {} });
      },
    })),
    version: "0",
    boot: null,
    newNonce: () => (++nonces).toString(16).padStart(64, "0"),
    seal: (statement) => {
      made?.push(`${String(Number.parseInt(statement.nonce, 16))} ${statement.state}`);
      return Promise.resolve({
        file: `signed ${String(Number.parseInt(statement.nonce, 16))}`,
        signed: true,
      });
    },
    sealUnsigned: () => "unsigned",
    show: (change) => {
      shown.current = { ...shown.current, ...change };
    },
    report: ({ class: of, severity, subject }) => {
      told?.push(`${of} ${severity ?? ""} ${subject.id}`);
    },
    isTold: ({ id }) => open.has(id),
    note: (state, parts) => {
      notes?.push(`${state}: ${parts}`);
    },
  });
  return {
    ...{ clock, attestor, found, stuck, open, told: told ?? [], notes: notes ?? [], made: made ?? [] },
    looks: () => looks,
    get slice() {
      return shown.current;
    },
  };
}

/** Everything that waits for nothing but other promises has happened. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function pass(clock: FakeClock, ms: number): Promise<void> {
  clock.advance(ms);
  await settle();
}

/** "started", or the code of the refusal; undefined while it waits. */
function starting({ attestor }: World): { outcome: string | undefined } {
  const seen: { outcome: string | undefined } = { outcome: undefined };
  attestor.expect().then(
    () => {
      seen.outcome = "started";
    },
    (error: unknown) => {
      seen.outcome = error instanceof RpcError ? error.code : "internal";
    },
  );
  return seen;
}

describe("Casemate looks at itself", () => {
  it("at once, every five minutes, and once after a burst of changes", async () => {
    const all = world();
    const { attestor, clock, made, looks } = all;
    attestor.start();
    await settle();
    await pass(clock, REFRESH_MS - 1);
    const before = looks();
    await pass(clock, 1);
    const after = looks();
    for (let i = 0; i < 50; i++) attestor.changed();
    await pass(clock, SETTLE_MS);
    const next = all.slice.nextAt;
    attestor.stop();
    attestor.changed();
    await pass(clock, 3 * REFRESH_MS);
    expect({ before, after, made, next, stopped: [looks(), all.slice.nextAt] }).toEqual({
      before: 1,
      after: 2,
      made: ["1 attested", "2 attested", "3 attested"],
      next: new Date(clock.now() - 2 * REFRESH_MS).toISOString(),
      stopped: [3, null],
    });
  });

  it("and whoever asks with a nonce is answered with it, whatever else is looked at meanwhile", async () => {
    const { attestor } = world();
    const asked = await Promise.all(["a", "b"].map(async (nonce) => attestor.make(nonce)));
    expect({ asked: asked.map(({ file, made }) => [file, made.nonce]), newest: attestor.file() }).toEqual({
      asked: [
        ["signed 10", "a"],
        ["signed 11", "b"],
      ],
      newest: "signed 11",
    });
  });

  it("and one part that never answers is unknown after its time, while the others are told", async () => {
    const all = world();
    all.stuck.add("gpu");
    void all.attestor.look();
    await settle();
    await pass(all.clock, PART_LIMIT_MS);
    const { state, reason, parts } = all.slice;
    expect([state, reason, parts.filter(({ ok }) => ok !== true).map(({ id }) => id)]).toEqual([
      "degraded",
      "It could not be looked at.",
      ["gpu"],
    ]);
  });

  it("tells of a part that is bad once, however often it looks, and again only after it was well", async () => {
    const all = world();
    const { attestor, found, told, notes } = all;
    const look = async (programs: boolean | null): Promise<void> => {
      found.programs = programs;
      await attestor.look();
    };
    await look(false);
    await look(false);
    await look(null);
    await look(false);
    await look(true);
    await look(false);
    expect({ told, notes }).toEqual({
      told: ["attestation_failure critical programs", "attestation_failure critical programs"],
      notes: ["failed: programs", "pending: programs", "failed: programs", "attested: ", "failed: programs"],
    });
  });

  it("does not tell what an open incident is about already, nor of a part that gates nothing", async () => {
    const all = world();
    all.open.add("programs");
    all.found.programs = false;
    all.found.engine = false;
    all.found.gpu = false;
    all.found.policy = false;
    await all.attestor.look();
    expect(all.told).toEqual(["attestation_failure medium policy"]);
  });

  it("names the part that gates before all others, and a bad one before an unknown one", async () => {
    const all = world();
    Object.assign(all.found, { gpu: false, programs: null, log: false });
    await all.attestor.look();
    expect(all.slice.reason).toBe("log was looked at.");
  });
});

describe("the gate", () => {
  it("waits for what is not known, as long as it says, and then refuses", async () => {
    const all = world();
    all.found.log = null;
    const one = starting(all);
    const other = starting(all);
    await settle();
    for (let ms = 0; ms < GATE_WAIT_MS - 500; ms += 250) await pass(all.clock, 250);
    const waiting = [one.outcome, other.outcome];
    all.found.log = true;
    await pass(all.clock, 250);
    const third = [one.outcome, other.outcome];
    all.found.log = null;
    const late = starting(all);
    await settle();
    for (let ms = 0; ms <= GATE_WAIT_MS; ms += 250) await pass(all.clock, 250);
    expect({ waiting, third, late: late.outcome }).toEqual({
      waiting: [undefined, undefined],
      third: ["started", "started"],
      late: "not_attested",
    });
  });

  it("starts nothing while a part that gates is bad or unknown, whatever was found before", async () => {
    const one = fc.record({
      id: fc.constantFrom(...ATTESTED_PARTS),
      ok: fc.constantFrom(true, false, null),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 30 }), async (changes) => {
        const all = world();
        for (const { id, ok } of changes) {
          all.found[id] = ok;
          const start = starting(all);
          await settle();
          const gates = GATING_PARTS.map((gate) => all.found[gate]);
          const wanted = gates.includes(false)
            ? "not_attested"
            : gates.includes(null)
              ? undefined
              : "started";
          expect(start.outcome).toBe(wanted);
          expect(all.slice.state === "attested").toBe(
            ATTESTED_PARTS.every((each) => all.found[each] === true),
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});
