import { ANSWER_WITHIN_MS, type ClassRule } from "../incident-class.ts";

/** Files that Casemate rests on are not what they were: its own programs, its log, the vault's files. */
export const rule: ClassRule = {
  id: "integrity_violation",
  severity: "critical",
  latched: true,
  actions: [
    { action: "end_runtime", from: "high" },
    { action: "freeze_calls", from: "high" },
    { action: "lock_vault", from: "critical" },
  ],
  escalation: null,
  answerWithinMs: ANSWER_WITHIN_MS.critical,
  title: "Something that Casemate rests on was changed",
  todo: "Copy the data directory away first: it is evidence. Put back what was changed (install Casemate again, or recover the log). Traps, policies, and lists: put them back, or take the files over under Machine, Watched files, or with casemate integrity accept; it plants fresh traps and signs a new list. Then acknowledge, let Casemate look again, resolve.",
};
