import type { ConsoleClient } from "@casemate/supervisor";
import type { TestHome } from "@casemate/testkit";
import { readFileSync } from "node:fs";
import { jobDone, stateOf, unlock } from "./console.ts";

const POLL_MS = 1;

export interface Answering {
  readonly keeperPid: number;
  readonly runtimePid: number;
  /** When the answer has ended, as a page is told. To be asked before what ends it. */
  readonly done: () => Promise<number>;
}

/** Unlocks, loads the model and asks it something long. Answers when its first word is there. Throws when it does not answer. */
export async function startAnswering(
  client: ConsoleClient,
  home: TestHome,
  modelId: string,
): Promise<Answering> {
  await unlock(client, home);
  await jobDone(client, (await client.call("runtime.load", { modelId })).jobId);
  const { id: chatId } = await client.call("chat.create", { modelId });
  const firstWord = new Promise<void>((resolve) => {
    const stop = client.on("chat.delta", () => {
      stop();
      resolve();
    });
  });
  await client.call("chat.send", { chatId, text: "Hi", options: { maxTokens: 4000, temperature: 0 } });
  await firstWord;
  const state = await stateOf(client);
  const keeperPid = state.services.find(({ id }) => id === "keeper")?.pid ?? null;
  const runtimePid = state.runtime.pid;
  if (keeperPid === null || runtimePid === null || state.runtime.state !== "generating")
    throw new Error("the model is not answering");
  const done = (): Promise<number> =>
    new Promise((resolve) => {
      const stop = client.on("chat.done", () => {
        stop();
        resolve(performance.now());
      });
    });
  return { keeperPid, runtimePid, done };
}

/** When no such process lives any more. The memory of one that was not waited for yet is gone, when it has no other thread left. */
export async function gone(pid: number): Promise<number> {
  for (;;) {
    try {
      const stat = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
      const [state, , , , , , , , , , , , , , , , , threads] = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ");
      if (state === "Z" && Number(threads) <= 1) return performance.now();
    } catch {
      return performance.now();
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
