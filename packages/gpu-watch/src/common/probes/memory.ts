import { known } from "../card.ts";
import { eachCard, evidenceOf, finding, nameOf, notApplicable, pass, unknown, type Probe } from "./scene.ts";

/** Drivers and screens take memory that no process is charged for: at least this much, and this part of the whole. */
const SLACK_MIB = 1024;
const SLACK_PART = 0.05;

/** Memory in use against what the listed programs and our own runtime take. */
export const memory: Probe = {
  id: "memory",
  title: "Memory in use",
  weight: 0.4,
  judge: (scene) =>
    eachCard(scene, (card) => {
      const evidence = evidenceOf(card, ["memoryTotal", "memoryUsed", "memoryFree"], "MiB");
      const name = nameOf(card);
      if (card.vendorId === 0x106b)
        return notApplicable(
          `${name} shares the machine's memory; there is no own to account for.`,
          evidence,
        );
      const [total, used, list] = [known(card.memoryTotal), known(card.memoryUsed), known(card.processes)];
      if (total === null || used === null)
        return unknown(`How much memory of ${name} is in use could not be read.`, null, evidence);
      if (used > total)
        return unknown(
          `${name} says that more memory is in use than it has, so nothing it says about memory counts.`,
          null,
          evidence,
        );
      if (
        list === null ||
        list.some(({ pid, usedMiB }) => usedMiB === null && !scene.runtime.pids.includes(pid))
      )
        return unknown(
          `${String(used)} MiB of ${name} are in use, and its driver does not say by whom.`,
          null,
          evidence,
        );
      const ours = list.filter(({ pid }) => scene.runtime.pids.includes(pid));
      const theirs = list.reduce(
        (sum, { pid, usedMiB }) => sum + (scene.runtime.pids.includes(pid) ? 0 : (usedMiB ?? 0)),
        0,
      );
      const own =
        ours.length > 0
          ? ours.reduce((sum, { usedMiB }) => sum + (usedMiB ?? scene.runtime.usedMiB ?? 0), 0)
          : 0;
      const left = used - theirs - own;
      if (left > Math.max(SLACK_MIB, total * SLACK_PART))
        return finding(
          "warning",
          0.4,
          `${String(Math.round(left))} MiB of ${name} are in use, and no program that is listed takes them.`,
          "A hidden program, another user's, or a driver that lost track. Restart the machine; if it comes back, find out what takes it.",
          evidence,
        );
      return pass(`The programs on ${name} account for the memory that is in use.`, evidence);
    }),
};
