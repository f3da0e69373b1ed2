import { RpcError, type ByteWindow } from "@casemate/contract";
import type { Catalogue } from "./catalogue.ts";
import type { ParserBox } from "./parser-box.ts";

/** A look at some bytes parses the file's description once: well under a second; a file that takes longer is not looked at. */
const LIMIT_MS = 20_000;

/**
 * Reads bytes of a stored file for the hex view, one look at a time: each costs a process. Rejects with `busy`, with
 * `not_found`, or with `unreadable` when the parser ended over the file.
 */
export function createByteReader(
  catalogue: Pick<Catalogue, "get">,
  box: ParserBox,
): (modelId: string, at: number) => Promise<ByteWindow> {
  let busy = false;
  return async (modelId, at) => {
    const { summary } = catalogue.get(modelId);
    if (busy) throw new RpcError("busy", "Other bytes are being read. Try again in a moment.");
    busy = true;
    try {
      const limits = { signal: new AbortController().signal, limitMs: LIMIT_MS };
      return await box.open(summary, limits, async ({ client, unlock }) =>
        client.call("inspect.bytes", { file: await unlock(), at }),
      );
    } catch (error) {
      if (error instanceof RpcError && error.code === "closed")
        throw new RpcError("unreadable", "The parser ended over this file, so its bytes cannot be shown.");
      throw error;
    } finally {
      busy = false;
    }
  };
}
