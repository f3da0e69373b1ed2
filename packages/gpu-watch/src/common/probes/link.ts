import type { BaselineCard } from "../baseline/baseline.ts";
import { known, type Card } from "../card.ts";
import {
  eachCard,
  evidenceOf,
  finding,
  hasNone,
  nameOf,
  notApplicable,
  pass,
  unknown,
  unknownOf,
  type Finding,
  type Probe,
} from "./scene.ts";

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

function judgeCard(card: Card, before: BaselineCard | null): Finding {
  const evidence = evidenceOf(card, FACTS);
  const name = nameOf(card);
  if (hasNone(card, ["linkWidth"]) || (card.address === null && card.vendorId === 0x106b))
    return notApplicable(`${name} is part of the processor and has no such link.`, evidence);
  const width = known(card.linkWidth);
  const expected = before?.envelope.linkWidth ?? known(card.linkWidthMax);
  if (width === null || expected === null)
    return unknown(`The link of ${name} could not be read.`, null, evidence);
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
  if (unknownOf(card, ["replays"]).length > 0)
    return unknown(
      `${name} has its ${String(width)} lanes; how often packets were repeated could not be read.`,
      null,
      evidence,
    );
  return pass(`${name} is connected with all ${String(width)} lanes.`, evidence);
}
