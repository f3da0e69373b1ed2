import type { BaselineCard } from "../baseline/baseline.ts";
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
} from "./scene.ts";
import { lostOf } from "./blind.ts";
import { installHint } from "./vendor-tool.ts";

/** Repeated packets since the baseline beyond which the link is bad; a good one has none for months. */
const MANY_REPLAYS = 1000;
const FACTS = ["linkWidth", "linkWidthMax", "linkGen", "linkGenMax", "replays"] as const;

/** The way between card and processor. Speed falls when a card idles, so it is shown and not judged; width and repeats are. */
export const link: Probe = {
  id: "link",
  title: "PCI Express link",
  weight: 0.4,
  judge: (scene) => eachCard(scene, judgeCard),
};

function judgeCard(card: Card, before: BaselineCard | null, then: BaselineCard | null): Finding {
  const evidence = evidenceOf(card, FACTS);
  const name = nameOf(card);
  // That a card has no link is only believed of one that had none at capture.
  const none = card.linkWidth.is === "none" && then !== null;
  const inside = none && lostOf(card, then, ["linkWidth"]).length === 0;
  if (inside || (card.address === null && card.vendorId === 0x106b))
    return notApplicable(`${name} is part of the processor and has no such link.`, evidence);
  const width = known(card.linkWidth);
  const expected = before?.envelope.linkWidth ?? known(card.linkWidthMax);
  if (width === null || expected === null)
    return unknown(`The link of ${name} could not be read.`, installHint(card), evidence);
  if (width < expected)
    return finding(
      "warning",
      0.4,
      `${name} is connected with ${String(width)} lanes instead of ${String(expected)}.`,
      "Some cards do this while idle. If it stays so under load: reseat the card, check the slot and the cable.",
      evidence,
    );
  const replays = known(card.replays);
  const grown = (replays ?? 0) - (before?.counters.replays ?? 0);
  if (grown > MANY_REPLAYS)
    return finding(
      "warning",
      0.4,
      `${name} had to repeat ${String(grown)} packets on its link${before ? " since the baseline" : ""}.`,
      "Reseat the card and check riser, slot and power.",
      evidence,
    );
  // That a card does not count them is only believed of one that did not at capture either.
  const uncounted = card.replays.is === "none" && then !== null && then.counters.replays === null;
  if (replays === null && !uncounted)
    return unknown(
      `${name} has its ${String(width)} lanes; how often packets were repeated could not be read.`,
      installHint(card),
      evidence,
    );
  return pass(`${name} is connected with all ${String(width)} lanes.`, evidence);
}
