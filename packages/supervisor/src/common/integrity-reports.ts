import type { Incident, IntegrityChange } from "@casemate/contract";
import type { Report } from "@casemate/incidents";

type Group = IntegrityChange["group"];

const WHAT: Readonly<Record<IntegrityChange["kind"], string>> = {
  changed: "other bytes than it should have",
  missing: "missing",
  replaced: "something else stands in its place",
};

const OF_GROUP: Readonly<Record<Exclude<Group, "models">, Omit<Report, "evidence">>> = {
  program: {
    class: "integrity_violation",
    subject: { kind: "console", id: "programs" },
    summary: {
      code: "programs_changed",
      message: "A file of Casemate's own is missing or was changed while Casemate was running.",
    },
  },
  policy: {
    class: "integrity_violation",
    severity: "medium",
    subject: { kind: "console", id: "policy" },
    summary: {
      code: "policy_changed",
      message: "A policy file was changed outside of Casemate. If that was you, accept it as meant.",
    },
  },
  trust: {
    class: "integrity_violation",
    severity: "medium",
    subject: { kind: "console", id: "trust" },
    summary: {
      code: "lists_changed",
      message:
        "The list of pinned or blocked files was changed outside of Casemate. If that was you, accept it as meant.",
    },
  },
  canaries: {
    class: "integrity_violation",
    subject: { kind: "console", id: "canary" },
    summary: {
      code: "canary",
      message:
        "A trap was touched: a file that nobody has a reason to change was changed, moved or deleted. Somebody or something goes through Casemate's folders. Put it back, or have fresh traps planted: casemate integrity accept",
    },
  },
};

/** What is told of changes of one group; `modelOf` names the model of a sealed file, null while the vault is locked. */
export function changesReports(
  changes: readonly IntegrityChange[],
  modelOf: (path: string) => string | null,
): Report[] {
  const byReport = Map.groupBy(changes, ({ group, path }) =>
    group === "models" ? `models ${modelOf(path) ?? ""}` : group,
  );
  return [...byReport.values()].map((some) => ({
    ...headOf(some, modelOf),
    evidence: some.slice(0, MAX_EVIDENCE).flatMap(evidenceOf),
  }));
}

/** Whether an open incident of Casemate's look at itself is about the same files: one change is one incident, whoever sees it first. */
export function toldByAttestation(
  group: Group,
  open: readonly Pick<Incident, "class" | "subject">[],
): boolean {
  const about = { program: "programs", policy: "policy", trust: "policy", models: null, canaries: null }[
    group
  ];
  return open.some(
    ({ class: of, subject }) =>
      of === "attestation_failure" && subject.kind === "console" && subject.id === about,
  );
}

/** Files named one by one in an incident; it also counts. */
const MAX_EVIDENCE = 7;

function headOf(
  [first]: readonly IntegrityChange[],
  modelOf: (path: string) => string | null,
): Omit<Report, "evidence"> {
  const group = first?.group ?? "program";
  if (group !== "models") return OF_GROUP[group];
  const model = modelOf(first?.path ?? "");
  const message = "The sealed file of a stored model was changed, moved or deleted on the disk.";
  return model === null
    ? {
        class: "integrity_violation",
        severity: "medium",
        subject: { kind: "vault", id: "objects" },
        summary: {
          code: "model_file_changed",
          message: `${message} Which one is told after the next unlock.`,
        },
      }
    : {
        class: "manifest_mismatch",
        subject: { kind: "model", id: model },
        summary: { code: "model_file_changed", message: `${message} It is not run.` },
      };
}

function evidenceOf({ path, kind, expected, found }: IntegrityChange): Report["evidence"] {
  const file = { kind: "file", path: path.slice(0, 500), problem: WHAT[kind] } as const;
  return found === null
    ? [file]
    : [file, { kind: "digest", what: path.slice(0, 500), expected, found } as const];
}

/** The list itself was altered or taken away. */
export function baselineReport(what: "broken" | "gone"): Report {
  return {
    class: "integrity_violation",
    severity: "high",
    subject: { kind: "console", id: "baseline" },
    summary: {
      code: `baseline_${what}`,
      message:
        what === "gone"
          ? "The signed list of how watched files are meant to be was removed. What was changed since cannot be told. Have a new one signed: casemate integrity accept"
          : "The signed list of how watched files are meant to be was altered. What was changed since cannot be told. Have a new one signed: casemate integrity accept",
    },
    evidence: [
      {
        kind: "file",
        path: "integrity.baseline",
        problem: what === "gone" ? "missing" : "its signature does not fit",
      },
    ],
  };
}
