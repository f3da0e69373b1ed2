import fc from "fast-check";
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { anyText } from "./any-text.ts";
import { fingerprintText } from "../common/baseline/baseline.ts";
import { readBaseline, writeBaseline, type BaselineKey } from "../common/baseline/signed-file.ts";
import type { Look } from "../common/look.ts";
import { baselineOf, cardsOf, check, lookOf } from "./scenes.ts";

function keyOf({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): BaselineKey {
  return {
    publicKey: publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64"),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64"),
    verify: (text, signature) => verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64")),
  };
}

const KEY = keyOf(generateKeyPairSync("ed25519"));
const OTHER = keyOf(generateKeyPairSync("ed25519"));
const BASELINE = baselineOf(lookOf(cardsOf("nvidia-consumer-two-v11.xml")));
const FILE = writeBaseline(BASELINE, KEY);

describe("the baseline's file", () => {
  it("gives back what was captured, to the holder of the key", () => {
    expect([readBaseline(FILE, KEY), readBaseline(FILE, OTHER)]).toEqual([
      { state: "ok", baseline: BASELINE },
      { state: "foreign" },
    ]);
  });

  it("is damaged after any change of any character", () => {
    fc.assert(
      fc.property(fc.nat(FILE.length - 1), anyText({ minLength: 1, maxLength: 1 }), (at, put) => {
        fc.pre(put !== FILE[at]);
        expect(readBaseline(FILE.slice(0, at) + put + FILE.slice(at + 1), KEY).state).not.toBe("ok");
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["nothing", ""],
    ["a longer file", `${FILE}x`],
    ["a shorter file", FILE.slice(0, -1)],
    ["two baselines", FILE + FILE],
    [
      "another key's signature under our name",
      writeBaseline(BASELINE, { ...OTHER, publicKey: KEY.publicKey }),
    ],
    ["something signed that is no baseline", signedText('{"cards":1}')],
    ["something signed that is no JSON", signedText("oops")],
    ["more than fits", "x".repeat(2_000_000)],
  ])("is damaged: %s", (_name, file) => {
    expect(readBaseline(file, KEY)).toEqual({ state: "damaged" });
  });

  it.each(["damaged", "foreign", "gone", "other"] as const)(
    "that is %s is a warning and its first reason, and nothing is compared with it",
    (state) => {
      const baselineState = { state, capturedAt: null, cards: null, sha256: null };
      const { verdict, reasons, drift } = check(lookOf([]), { baselineState });
      expect([verdict, reasons[0]?.startsWith("The baseline"), drift]).toEqual(["warning", true, []]);
    },
  );

  it("that nobody vouches for is never healthy, whatever is found, and is compared with where it is there", () => {
    const [CAPTURED, HOST] = [BASELINE.capturedAt, "KVM or QEMU"];
    const cards = cardsOf("nvidia-consumer-two-v11.xml");
    const judged = (there: boolean, change: Partial<Look> = {}): unknown[] => {
      const baselineState = {
        ...{ state: "unvouched" as const, cards: null, sha256: null },
        capturedAt: there ? CAPTURED : null,
      };
      const { verdict, reasons, drift } = check(lookOf(cards, change), {
        baselineState,
        baseline: there ? BASELINE : null,
      });
      return [verdict, reasons.some((reason) => reason.includes("the log does not say")), drift.length];
    };
    expect([judged(true), judged(true, { hypervisor: HOST })]).toEqual([
      ["unknown", false, 0],
      ["critical", false, 1],
    ]);
    expect(judged(false)[0]).toBe("unknown");
  });

  it("is approved by a text that counters and programs do not change, and everything else does", () => {
    const other = { ...BASELINE, capturedAt: "2026-12-24T00:00:00.000Z", bootId: "boot-9", processes: ["x"] };
    const flashed = structuredClone(BASELINE);
    flashed.cards[1]!.identity.vbios = "1";
    expect([
      fingerprintText(other) === fingerprintText(BASELINE),
      fingerprintText(flashed) === fingerprintText(BASELINE),
    ]).toEqual([true, false]);
  });
});

/** The example of docs/formats/gpu-baseline.md with the seed 00 01 … 1f. */
describe("the format's page", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/formats/gpu-baseline.md"), "utf8");
  const blocks = [...page.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
  const seed = Buffer.from(Array.from({ length: 32 }, (_, at) => at));
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const key = keyOf({ privateKey, publicKey: createPublicKey(privateKey) });

  it("shows a file that we read, write again to the byte, and give the same fingerprint", () => {
    const read = readBaseline(blocks[0] ?? "", key);
    const baseline = read.state === "ok" ? read.baseline : BASELINE;
    const text = fingerprintText(baseline);
    expect([
      read.state,
      writeBaseline(baseline, key),
      `${text}\n`,
      page.includes(hash("sha256", text)),
    ]).toEqual(["ok", blocks[0], blocks[1], true]);
  });
});

function signedText(body: string): string {
  const signed = `casemate-gpu-baseline/v1\n${body}\n`;
  return `${signed}key ${KEY.publicKey}\nsig ${KEY.sign(signed)}\n`;
}
