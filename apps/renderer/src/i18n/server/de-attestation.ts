import type { Phrase } from "./phrases.ts";

/** What Casemate says after it looked at itself. */
export const DE_ATTESTATION: readonly Phrase[] = [
  ["What acts is checked before it starts", "Was handelt, wird vor seinem Start geprüft"],
  [
    "Casemate looks at itself all the time only while a console runs.",
    "Ständig sieht Casemate nur nach sich, solange eine Konsole läuft.",
  ],
  ["Casemate is as it was installed", "Casemate ist, wie es installiert wurde"],
  ["All {count} parts were looked at.", "Alle {count} Teile wurden angesehen."],
  [
    "Software assurance: who controls this machine controls the answer.",
    "Softwareseitige Zusicherung: wer diesen Rechner beherrscht, beherrscht die Antwort.",
  ],
  [
    "Nothing that acts is started: Casemate is not as it should be",
    "Nichts, was handelt, wird gestartet: Casemate ist nicht, wie es sein soll",
  ],
  [
    "Whether Casemate is as it should be is not known yet",
    "Ob Casemate ist, wie es sein soll, ist noch nicht bekannt",
  ],
  [
    "Casemate runs, and not everything around it is well",
    "Casemate läuft, und nicht alles um es herum ist in Ordnung",
  ],
  ["Look again in a moment.", "Sehen Sie gleich noch einmal nach."],
  ["A policy or list cannot be read: {why}", "Ein Regelwerk oder eine Liste ist nicht lesbar: {why}"],
  [
    "Correct the file: casemate policy check FILE names what is wrong.",
    "Berichtigen Sie die Datei: casemate policy check DATEI nennt den Fehler.",
  ],
  ["Install Casemate again.", "Installieren Sie Casemate neu."],
  [
    "Then acknowledge the incident, let Casemate look again, and resolve it.",
    "Nehmen Sie dann den Vorfall zur Kenntnis, lassen Sie Casemate neu hinsehen, und lösen Sie ihn.",
  ],
  [
    "The list of Casemate's own files is missing or cannot be read.",
    "Die Liste von Casemates eigenen Dateien fehlt oder ist nicht lesbar.",
  ],
  [
    "No list says how Casemate's own files are meant to be.",
    "Keine Liste sagt, wie Casemates eigene Dateien sein sollen.",
  ],
  ["{word} is missing or was changed: {path}.", "{word} fehlt oder wurde geändert: {path}."],
  ["A file of Casemate's own", "Eine eigene Datei von Casemate"],
  ["A file of the engine", "Eine Datei der Engine"],
  ["So are {count} more.", "Ebenso {count} weitere."],
  [
    "No list says how the engine's files are meant to be.",
    "Keine Liste sagt, wie die Dateien der Engine sein sollen.",
  ],
  [
    "The engine's files are the ones that were installed.",
    "Die Dateien der Engine sind die, die installiert wurden.",
  ],
  ["Resolving accepts that from now on.", "Lösen nimmt das von nun an hin."],
];
