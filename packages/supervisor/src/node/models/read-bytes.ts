import { RpcError, type ByteWindow } from "@casemate/contract";
import { visible } from "@casemate/quarantine";
import { MAX_SHOWN_NAME, type Catalogue } from "./catalogue.ts";
import type { ParserBox } from "./parser-box.ts";

/** A look at some bytes parses the file's description once: well under a second; a file that takes longer is not looked at. */
const LIMIT_MS = 20_000;

/**
 * Reads bytes of one stored file, by the name that findings give it (null: the model's only one), for the hex view, one look at a time: each costs a process. Rejects with `busy`, with
 * `not_found`, or with `unreadable` when the parser ended over the file.
 */
export function createByteReader(
  catalogue: Pick<Catalogue, "get">,
  box: ParserBox,
): (modelId: string, at: number, file: string | null) => Promise<ByteWindow> {
  let busy = false;
  return async (modelId, at, name) => {
    const { files } = catalogue.get(modelId);
    const file = files.find((one) =>
      name === null ? files.length === 1 : visible(one.name, MAX_SHOWN_NAME) === name,
    );
    if (!file) throw new RpcError("not_found", "This model has no such file.");
    if (busy) throw new RpcError("busy", "Other bytes are being read. Try again in a moment.");
    busy = true;
    try {
      const limits = { signal: new AbortController().signal, limitMs: LIMIT_MS };
      return await box.open([file], limits, async ({ client, unlock }) => {
        const [unlocked] = await unlock();
        if (!unlocked) throw new RangeError("one file was asked for");
        return client.call("inspect.bytes", { file: unlocked, at });
      });
    } catch (error) {
      if (error instanceof RpcError && error.code === "closed")
        throw new RpcError("unreadable", "The parser ended over this file, so its bytes cannot be shown.");
      throw error;
    } finally {
      busy = false;
    }
  };
}
