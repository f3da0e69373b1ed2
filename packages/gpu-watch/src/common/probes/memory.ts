import { known, type Card } from "../card.ts";
import {
  eachCard,
  evidenceOf,
  finding,
  nameOf,
  notApplicable,
  pass,
  unknown,
  type Finding,
  type Probe,
  type Scene,
} from "./scene.ts";
import { installHint } from "./vendor-tool.ts";

/** Drivers and screens take memory that no process is charged for, and figures are of slightly different moments: at least this much, and this part of the whole. */
const SLACK_MIB = 1024;
const SLACK_PART = 0.05;
const APPLE = 0x106b;

/** Memory in use against what the listed programs take, our own among them. */
export const memory: Probe = {
  id: "memory",
  title: "Memory in use",
  weight: 0.4,
  judge: (scene) => eachCard(scene, (card) => judgeCard(card, scene.runtime)),
};

function judgeCard(card: Card, { pids }: Scene["runtime"]): Finding {
  const evidence = evidenceOf(card, ["memoryTotal", "memoryUsed", "memoryFree"], "MiB");
  const name = nameOf(card);
  if (card.vendorId === APPLE)
    return notApplicable(`${name} shares the machine's memory; there is no own to account for.`, evidence);
  const [total, used, list] = [known(card.memoryTotal), known(card.memoryUsed), known(card.processes)];
  if (total === null || used === null)
    return unknown(`How much memory of ${name} is in use could not be read.`, installHint(card), evidence);
  if (used > total)
    return unknown(
      `${name} says that more memory is in use than it has, so nothing it says about memory counts.`,
      null,
      evidence,
    );
  if (list === null || list.some(({ usedMiB }) => usedMiB === null))
    return unknown(
      `${String(used)} MiB of ${name} are in use, and its driver does not say by whom.`,
      null,
      evidence,
    );
  const taken = list.reduce((sum, { usedMiB }) => sum + (usedMiB ?? 0), 0);
  const slack = Math.max(SLACK_MIB, total * SLACK_PART);
  if (taken > used + slack)
    return unknown(
      `The programs on ${name} say that they take ${String(Math.round(taken))} MiB, and only ${String(used)} are in use: one of the two is wrong.`,
      null,
      evidence,
    );
  if (used - taken > slack)
    return finding(
      "warning",
      0.4,
      `${String(Math.round(used - taken))} MiB of ${name} are in use, and no program that is listed takes them.`,
      "A hidden program, another user's, or a driver that lost track. Restart the machine; if it comes back, find out what takes it.",
      evidence,
    );
  const ours = list.some(({ pid }) => pids.includes(pid));
  return pass(
    ours
      ? `The programs on ${name} account for the memory that is in use.`
      : `The programs on ${name} account for the memory that is in use. The runtime of models is none of them: this version computes on the processor.`,
    evidence,
  );
}
