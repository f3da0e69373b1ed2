import { RpcError, type AppContract, type Arg } from "@casemate/contract";
import { printAnswer } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import type { Session } from "../console/session.ts";
import { approveHere, type Asked } from "./approve-here.ts";
import type { Common } from "./common-options.ts";

/**
 * Makes a call, and asks the person at the terminal where it needs approval. True: it was done. False: it was not, and that was printed: without a
 * terminal a request stays waiting in a running console, and ends with one that this command hosted. Throws what the call throws, and `denied`.
 */
export async function withApproval<K extends Asked>(
  session: Session,
  call: K,
  input: Arg<AppContract[K]>,
  options: Common & PassphraseOptions,
): Promise<boolean> {
  try {
    await session.client.call(call, input);
    return true;
  } catch (error) {
    if (!(error instanceof RpcError) || error.code !== "approval_required") throw error;
    if (await approveHere(session, call, input, options)) return true;
    const text = session.hosted
      ? "Nothing was done: this needs your approval, and there is no terminal to ask on. Run it in a terminal, or start a console first with: casemate serve"
      : `Nothing was done yet. ${error.message}`;
    printAnswer({ ok: false, text, json: { done: false, code: error.code } }, options.json);
    return false;
  }
}
