import type { IpcRenderer } from "electron";
import { CHANNELS, type SaveAnswer } from "../common/channels.ts";

/** Asks the shell to save what the ticket stands for; answers whether a file was written. Throws with one sentence. */
export async function saveBundle(ipc: Pick<IpcRenderer, "invoke">, ticket: string): Promise<boolean> {
  const answer = (await ipc.invoke(CHANNELS.save, ticket)) as SaveAnswer;
  if ("saved" in answer) return answer.saved;
  throw new Error(answer.problem);
}
