import type { Evidence, Incident } from "@casemate/contract";
import { table, visible } from "../console/output.ts";

const NEXT = {
  acknowledge: "casemate incident ack",
  reattest: "casemate incident reattest",
  resolve: "casemate incident resolve",
} as const;

/** One incident as people read it on a terminal: what happened, what Casemate did, what to do. */
export function incidentText(incident: Incident): string {
  const { id, severity, state, latched, summary, words, openedAt, lastSeenAt, count, next } = incident;
  const seen = `${times(count)}${count === 1 ? "" : `, last ${lastSeenAt}`}`;
  return [
    `${severity}: ${visible(summary.message)}`,
    `  ${id} · ${incident.class} · ${state}${latched ? " · only a whole ceremony ends it" : ""}`,
    `  since ${openedAt}, seen ${seen}`,
    "",
    `What Casemate did: ${visible(words.did)}`,
    ...section(
      "",
      incident.containment.map((result) => [
        `  ${result.action}`,
        result.state,
        `${visible(result.detail)} (${String(result.ms)} ms)`,
      ]),
    ),
    ...(next === null
      ? []
      : ["", `What to do: ${visible(words.todo)}`, `  ${NEXT[next]} ${id.slice(0, 12)}`]),
    ...section(
      "What was seen",
      incident.evidence.flatMap((one) =>
        evidenceTexts(one).map((line, at) => [at === 0 ? `  ${one.at}` : "", visible(line)]),
      ),
    ),
    ...ceremony(incident),
  ].join("\n");
}

function ceremony({ acknowledged, attested, voided, ended, escalations, reminded }: Incident): string[] {
  return [
    ...escalations.map(({ at, from, to, why }) => `\n${at}: ${from} became ${to}. ${visible(why)}`),
    ...(reminded ? [`\nNobody had answered: told again ${reminded.at} (${times(reminded.count)})`] : []),
    ...(acknowledged ? [`\nAcknowledged ${acknowledged.at} by ${visible(acknowledged.by)}`] : []),
    ...(attested
      ? section(
          `Casemate looked again ${attested.at}, asked by ${visible(attested.by)} (software assurance: who controls this machine controls the answer)`,
          attested.parts.map((part) => [
            `  ${part.id}`,
            part.ok === true ? "well" : part.ok === false ? "NOT WELL" : "UNKNOWN",
            visible(part.words),
          ]),
        )
      : []),
    ...(voided ? [`\nThe ceremony was void ${voided.at}: ${visible(voided.why)}`] : []),
    ...(ended
      ? [
          `\nEnded ${ended.at} by ${visible(ended.by)}${ended.reason === null ? "" : `: ${visible(ended.reason)}`}`,
        ]
      : []),
  ];
}

function times(count: number): string {
  return count === 1 ? "once" : `${String(count)} times`;
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  return [...(title === "" ? [] : ["", title]), table(rows)];
}

/** One line, or several of which the first says what it is. */
function evidenceTexts(seen: Evidence): string[] {
  return seen.kind === "probe" ? [evidenceText(seen), ...seen.reasons] : [evidenceText(seen)];
}

function evidenceText(seen: Evidence): string {
  switch (seen.kind) {
    case "digest":
      return `${seen.what}: expected ${seen.expected ?? "none"}, found ${seen.found ?? "none"}`;
    case "file":
      return `${seen.path}: ${seen.problem}`;
    case "process":
      return `${seen.service}, process ${String(seen.pid)}, ended: ${seen.end}`;
    case "change":
      return `${seen.what}: ${seen.before} → ${seen.after}`;
    case "count":
      return `${seen.what}: ${String(seen.count)}`;
    case "call":
      return `${seen.call} by ${seen.via}, denied by ${seen.rule}`;
    case "probe":
      return `GPU watch, probe ${seen.probe}: ${seen.status}; the check: ${seen.verdict}`;
  }
}
