import type { EngineAdvisories, HealthCheck } from "@casemate/contract";

/** The engine's line of `doctor`. Good only when the release is known, the list is fresh and nothing is left open. */
export function engineAdvisories(engine: EngineAdvisories, checkedAt: string): HealthCheck {
  return {
    id: "engine",
    checkedAt,
    ...judged(engine),
    detail: detail(engine),
    evidence: "Machine page, Engine: every known weakness with its state.",
  };
}

type Judged = Pick<HealthCheck, "status" | "title" | "remedy">;

function judged({ release, stale, advisories }: EngineAdvisories): Judged {
  const open = advisories.filter(
    ({ state, rule, note }) => state === "affected" && rule === null && note === null,
  );
  if (open.length > 0)
    return {
      status: "danger",
      title: "The inference engine has a known weakness that nothing here stops",
      remedy: "Do not load models of publishers you do not know until Casemate is updated.",
    };
  if (stale)
    return {
      status: "warn",
      title: "The list of known engine weaknesses is too old to rely on",
      remedy: "Update Casemate; if you just did, check that this machine's clock is right.",
    };
  // A weakness whose shape is stopped before the engine reads the file, or that needs something Casemate does not do, is not open.
  const unclear = advisories.filter(
    ({ state, rule, note }) => state === "unknown" && rule === null && note === null,
  );
  const understood = advisories.some(({ state }) => state !== "unknown");
  if (release === null || !understood || unclear.length > 0)
    return {
      status: "unknown",
      title: "It is not known for every weakness whether the inference engine has it",
      remedy: null,
    };
  return {
    status: "ok",
    title: advisories.some(({ state }) => state !== "fixed")
      ? "Every known weakness of the inference engine is fixed or stopped before it"
      : "Every known weakness of the inference engine is fixed",
    remedy: null,
  };
}

function detail({ release, asOf, ageDays, advisories }: EngineAdvisories): string {
  const count = (state: string): string =>
    String(advisories.filter((advisory) => advisory.state === state).length);
  const notFixed = advisories.filter(({ state }) => state !== "fixed");
  const stopped = notFixed.filter(({ rule }) => rule !== null).length;
  const age = ageDays >= 0 ? `${String(ageDays)} days ago` : "in this clock's future";
  return [
    `llama.cpp ${release ?? "of unknown release"}: ${count("fixed")} known weaknesses fixed, ${count("affected")} present, ${count("unknown")} unknown.`,
    `Of the ${String(notFixed.length)} not known to be fixed, a rule of the gate stops ${String(stopped)} before the engine reads the file.`,
    `List of ${asOf}, ${age}.`,
  ].join(" ");
}
