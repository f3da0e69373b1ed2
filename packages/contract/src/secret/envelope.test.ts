import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createRecipient,
  ENVELOPE_OVERHEAD,
  MAX_SECRET_BYTES,
  PUBLIC_KEY_BYTES,
  sealEnvelope,
} from "./envelope.ts";

const secret = new TextEncoder().encode("correct horse battery staple");
const refused = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "opened",
    (error: unknown) => (error as Error).message,
  );

describe("an envelope", () => {
  it("opens for its recipient, with anything from nothing to the largest secret inside", async () => {
    const recipient = await createRecipient();
    for (const size of [0, 1, 28, 10_000, MAX_SECRET_BYTES]) {
      const plain = new Uint8Array(size).fill(7);
      const envelope = await sealEnvelope(recipient.publicKey, plain, "passphrase");
      expect([
        recipient.publicKey.length,
        envelope.length,
        await recipient.open(envelope, "passphrase"),
      ]).toEqual([PUBLIC_KEY_BYTES, size + ENVELOPE_OVERHEAD, plain]);
    }
  });

  it("does not open for another key or another purpose", async () => {
    const [recipient, other] = [await createRecipient(), await createRecipient()];
    const envelope = await sealEnvelope(recipient.publicKey, secret, "passphrase");
    expect([
      await refused(other.open(envelope, "passphrase")),
      await refused(recipient.open(envelope, "file-key")),
    ]).toEqual(Array(2).fill("envelope does not open"));
  });

  it("does not open after any change of a bit, cut or addition", async () => {
    const recipient = await createRecipient();
    const envelope = await sealEnvelope(recipient.publicKey, secret, "file-key");
    await fc.assert(
      fc.asyncProperty(fc.nat(envelope.length * 8 - 1), async (bit) => {
        const altered = envelope.slice();
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        // The top bit of an X25519 key is ignored by design (RFC 7748, section 5), but HPKE binds the key as sent.
        expect(await refused(recipient.open(altered, "file-key"))).toBe("envelope does not open");
      }),
      { numRuns: 60 },
    );
    const cuts = [0, 1, ENVELOPE_OVERHEAD - 1, ENVELOPE_OVERHEAD, envelope.length - 1].map((length) =>
      envelope.subarray(0, length),
    );
    for (const cut of [...cuts, new Uint8Array([...envelope, 0])])
      expect(await refused(recipient.open(cut, "file-key"))).toBe("envelope does not open");
  });

  it("is different every time and refuses a secret that is too long", async () => {
    const recipient = await createRecipient();
    const [one, two] = [
      await sealEnvelope(recipient.publicKey, secret, "passphrase"),
      await sealEnvelope(recipient.publicKey, secret, "passphrase"),
    ];
    expect(one).not.toEqual(two);
    expect(
      await refused(sealEnvelope(recipient.publicKey, new Uint8Array(MAX_SECRET_BYTES + 1), "passphrase")),
    ).toBe("secret too long for one envelope");
  });
});
