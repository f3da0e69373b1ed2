import type { State } from "@casemate/contract";
import type { HealthRule } from "./health-rule.ts";

const TARGET = { page: "machine", call: "integrity.look" } as const;
const EVIDENCE = "casemate integrity show";

const WAIT = "Wait: they are read one after another.";
const ANEW =
  "Look under Incidents for what became of the list of files, then accept it anew: casemate integrity accept";

/** Watched files: Casemate's own, a person's decisions, stored models, traps. */
export const integrity: HealthRule = {
  id: "integrity",
  read: (state) => {
    if (state.app.shell === "command")
      return {
        status: "ok",
        title: "Casemate's own programs are checked whenever one starts",
        detail: "Files are watched all the time only while a console runs.",
        remedy: null,
        evidence: EVIDENCE,
      };
    return found(state.integrity);
  },
};

function found({
  state,
  note,
  watched,
  intact,
  changed,
  changes,
  canaries,
}: State["integrity"]): ReturnType<HealthRule["read"]> {
  if (state === "changed") {
    const grave = changes.some(({ group }) => group !== "policy" && group !== "trust");
    return {
      status: grave ? "danger" : "warn",
      title: changed === 1 ? "1 watched file was changed" : `${String(changed)} watched files were changed`,
      detail: changes
        .slice(0, 5)
        .map(({ path, kind }) => `${path}: ${kind}`)
        .join("; ")
        .slice(0, 1000),
      remedy: grave
        ? graveRemedy(changes)
        : "If you changed it yourself, accept it as meant. If not, put it back.",
      evidence: EVIDENCE,
      target: TARGET,
    };
  }
  if (state === "intact") {
    const reading = watched - intact;
    const rest =
      reading > 0
        ? ` ${String(reading)} sealed files of models are still being read for the first time.`
        : "";
    const traps = canaries === "looked_for" ? " Touched traps are seen every half minute." : "";
    return {
      status: "ok",
      title: "Watched files are what they should be",
      detail: `${String(intact)} of ${String(watched)} files read and untouched since.${rest}${traps}`,
      remedy: null,
      evidence: EVIDENCE,
    };
  }
  return {
    status: "unknown",
    title:
      state === "reading" ? "Watched files are being read" : "Whether watched files were changed is unknown",
    detail: note ?? `${String(intact)} of ${String(watched)} were read so far.`,
    remedy: state === "reading" ? WAIT : ANEW,
    evidence: EVIDENCE,
    target: TARGET,
  };
}

/** Programs and models have to be put right first: nothing is taken over before. */
function graveRemedy(changes: State["integrity"]["changes"]): string {
  return changes.some(({ group }) => group === "program" || group === "models")
    ? "Look under Incidents: it says what to put back. Nothing is repaired by itself."
    : "Put the trap back, or have fresh ones planted under Machine, Watched files, or with casemate integrity accept. Then resolve the incident.";
}
