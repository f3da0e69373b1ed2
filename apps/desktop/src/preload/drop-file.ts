import type { IpcRenderer, WebUtils } from "electron";
import { CHANNELS, type DropAnswer } from "../common/channels.ts";

/**
 * Turns a File that a person dropped into a one-use token. Only a File of the disk has a path, and only the browser can make one, so
 * the page can neither name a path nor learn one. Throws with one sentence.
 */
export async function dropFile(
  ipc: Pick<IpcRenderer, "invoke">,
  webUtils: Pick<WebUtils, "getPathForFile">,
  file: File,
): Promise<string> {
  const path = webUtils.getPathForFile(file);
  if (path === "") throw new Error("This is not a file on this machine. Save it first, then drop it again.");
  const answer = (await ipc.invoke(CHANNELS.drop, path)) as DropAnswer;
  if ("token" in answer) return answer.token;
  throw new Error(answer.problem);
}
