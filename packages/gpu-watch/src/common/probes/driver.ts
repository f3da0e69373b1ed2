import { IDENTITY_NAMES, type Baseline } from "../baseline/baseline.ts";
import { known, type Card } from "../card.ts";
import { notCompared, silent, tellersOf } from "../baseline/match.ts";
import { driftFinding } from "./drift-finding.ts";
import {
  evidenceOf,
  nameOf,
  notApplicable,
  pass,
  unknown,
  unknownOf,
  type Probe,
  type Scene,
} from "./scene.ts";
import { factWords } from "./blind.ts";
import { installHint } from "./vendor-tool.ts";

/** Without these a card is not told from another one. */
const NEEDED = ["driver", "device"] as const;
const OF_MODULES = ["version", "srcversion", "sha256"] as const;

/** Driver, VBIOS, firmware and kernel modules: what runs on the card and around it. */
export const driver: Probe = {
  id: "driver",
  title: "Driver, firmware and kernel modules",
  weight: 1,
  judge: (scene) => {
    const { look, baseline } = scene;
    const modules = (look.modules ?? []).map(({ name, version, srcversion }) => ({
      card: null,
      what: `module ${name}`.slice(0, 80),
      value: version ?? srcversion,
      unit: null,
      raw: (version ?? srcversion ?? "").slice(0, 120),
    }));
    const evidence = [...(look.cards ?? []).flatMap((card) => evidenceOf(card, IDENTITY_NAMES)), ...modules];
    const changed = driftFinding(scene, ["identity", "module"], evidence);
    if (changed) return changed;
    if (look.cards === null) return unknown("Nobody could look for accelerators on this machine.");
    if (look.cards.length === 0) return notApplicable("There is no accelerator.", evidence);
    const blind = look.cards.filter((card) => NEEDED.some((name) => known(card[name]) === null));
    if (blind.length > 0)
      return unknown(
        `Driver or device number of ${blind.map(nameOf).join(", ")} could not be read.`,
        blind.map(installHint).find((hint) => hint !== null) ?? null,
        evidence,
      );
    if (!baseline)
      return unknown(
        "Drivers and firmware were read, and no baseline says what they should be.",
        "Capture a baseline: casemate gpu baseline --capture",
        evidence,
      );
    const left = [...notCompared(baseline, look), ...lostModules(baseline, look)];
    if (left.length > 0)
      return unknown(
        [`Not compared with the baseline: ${left.join("; ")}.`, ...silent(look, tellersOf(baseline))].join(
          " ",
        ),
        "See that the tool answers, then check again. If another tool tells these from now on, capture a new baseline: casemate gpu baseline --capture",
        evidence,
      );
    const untold = neverTold(look.cards);
    return pass(
      `Driver, firmware and kernel modules are those of the baseline.${untold.length === 0 ? "" : ` Not told, so not compared: ${untold.join("; ")}.`}`,
      evidence,
    );
  },
};

/** What no source says of a card, neither at capture nor now; what a card does not have is not missing. */
function neverTold(cards: readonly Card[]): string[] {
  return cards.flatMap((card) => {
    const names = unknownOf(card, IDENTITY_NAMES);
    return names.length === 0 ? [] : [`${factWords(names)} of ${nameOf(card)}`];
  });
}

/** Modules of which something was known at capture that is not now. */
function lostModules({ modules: then }: Baseline, { modules: now }: Scene["look"]): string[] {
  return (now ?? []).flatMap((module) => {
    const before = then?.find(({ name }) => name === module.name);
    const lost = OF_MODULES.filter(
      (what) => before != null && before[what] !== null && module[what] === null,
    );
    return lost.length === 0 ? [] : [`${lost.join(", ")} of module ${module.name}`];
  });
}
