import { buildGguf, f32Tensor, GGML_TYPE, goodGguf, gguf, withValue, type GgufSpec } from "@casemate/testkit";
import { expect, it } from "vitest";
import { bytesSource, type ByteSource } from "../common/byte-source.ts";
import { firstNotZero } from "../common/residue/zeros.ts";
import { runInput } from "../common/run-input.ts";
import { nodeKit } from "../node/hasher.ts";

const MIB = 1024 * 1024;

/** A large header without its weights, and weights of which nothing but zeros is held. */
function large(): ByteSource {
  const tokens = Array.from({ length: 200_000 }, (_, index) => `token ${String(index)}`);
  const rows = 32 * MIB;
  const zeros = { dims: [BigInt(rows)], type: GGML_TYPE.F32.id, data: new Uint8Array(0) };
  const spec: GgufSpec = {
    ...withValue(goodGguf(), "x.list", gguf.texts(tokens)),
    tensors: [f32Tensor("output_norm.weight", 32), { ...zeros, name: "blk.0.ffn_up.weight", offset: 128n }],
  };
  const head = buildGguf(spec);
  const size = head.length + rows * 4;
  return {
    size,
    read: (offset, target) => {
      target.fill(0);
      if (offset < head.length) target.set(head.subarray(offset, offset + target.length));
    },
  };
}

/** Every word of an inspection, with the bytes that were read since the word before. */
async function words(
  source: ByteSource,
  profile: "quick" | "full",
): Promise<{ stage: string; done: number; since: number }[]> {
  const told: { stage: string; done: number; since: number }[] = [];
  let since = 0;
  const counted: ByteSource = {
    size: source.size,
    read: (offset, target) => {
      source.read(offset, target);
      since += target.length;
    },
  };
  const files = [{ source: counted, name: "model.gguf", expectedSha256: null }];
  const origin = { kind: "path" as const, name: "model.gguf" };
  await runInput({ files, origin, profile }, nodeKit, {
    onProgress: (stage, done) => {
      told.push({ stage, done, since });
      since = 0;
    },
    onStage: () => undefined,
  });
  return told;
}

it.each(["quick", "full"] as const)(
  "a %s inspection is never silent for more than 17 MiB, of a header for more than one, and never goes back",
  async (profile) => {
    const source = large();
    const told = await words(source, profile);
    // The header is parsed when the pass over all bytes asks where tensors lie.
    const parsing = told.filter(({ stage }) => stage === "identity");
    const longest = (rows: typeof told): number => Math.max(...rows.map(({ since }) => since));
    expect({
      silent: longest(told) <= 17 * MIB,
      // The first word of a stage comes before its work; the others come while the header is read.
      header: parsing.length > 2 && longest(parsing.slice(1, 3)) <= MIB,
      back: told.some(({ stage, done }, index) => {
        const before = told[index - 1];
        return before?.stage === stage && before.done > done;
      }),
      beyond: told.some(({ done }) => done > source.size),
      end: Math.max(...told.filter(({ stage }) => stage === "identity").map(({ done }) => done)),
    }).toEqual({ silent: true, header: true, back: false, beyond: false, end: source.size });
  },
);

it("finds the first byte that is not zero, wherever pieces end", () => {
  const bytes = new Uint8Array(600_000);
  for (const at of [0, 1, 262_143, 262_144, 262_145, 524_288, 599_999]) {
    bytes[at] = 9;
    const source = bytesSource(bytes);
    const found = [0, 1, 5, 262_144].map((from) => firstNotZero(source, from, bytes.length));
    expect(found).toEqual([0, 1, 5, 262_144].map((from) => (at >= from ? at : bytes.length)));
    expect(firstNotZero(source, 0, at)).toBe(at);
    bytes[at] = 0;
  }
});
