import { IDENTITY_NAMES } from "../baseline/baseline.ts";
import { notCompared, silent, tellersOf } from "../baseline/match.ts";
import { driftFinding } from "./drift-finding.ts";
import { evidenceOf, hasNone, nameOf, notApplicable, pass, unknown, unknownOf, type Probe } from "./scene.ts";

/** Without these a card is not told from another one. */
const NEEDED = ["driver", "device"] as const;

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
    const blind = look.cards.filter((card) => unknownOf(card, NEEDED).length > 0 || hasNone(card, NEEDED));
    if (blind.length > 0)
      return unknown(
        `Driver or device number of ${blind.map(nameOf).join(", ")} could not be read.`,
        "Install the vendor's tool (nvidia-smi, amd-smi) in a system folder, then check again.",
        evidence,
      );
    if (!baseline)
      return unknown(
        "Drivers and firmware were read, and no baseline says what they should be.",
        "Capture a baseline: casemate gpu baseline --capture",
        evidence,
      );
    const left = notCompared(baseline, look);
    if (left.length > 0)
      return unknown(
        [`Not compared with the baseline: ${left.join("; ")}.`, ...silent(look, tellersOf(baseline))].join(
          " ",
        ),
        "See that the tool answers, then check again. If another tool tells these from now on, capture a new baseline: casemate gpu baseline --capture",
        evidence,
      );
    return pass("Driver, firmware and kernel modules are those of the baseline.", evidence);
  },
};
