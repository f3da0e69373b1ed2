import type { Phrase } from "./phrases.ts";

/** What Casemate says of an incident: what it did, what it saw when it looked again, why a step has to be taken again. */
export const DE_INCIDENTS: readonly Phrase[] = [
  // What was done
  ["No model was running.", "Kein Modell lief."],
  ["1 process has ended and is gone.", "1 Prozess ist beendet und fort."],
  ["{count} processes have ended and are gone.", "{count} Prozesse sind beendet und fort."],
  ["Still running after it was ended: process {pids}.", "Läuft nach dem Beenden noch: Prozess {pids}."],
  [
    "Another runtime was started meanwhile: process {pid}.",
    "Inzwischen wurde eine andere Laufzeit gestartet: Prozess {pid}.",
  ],
  ["There is no vault yet.", "Es gibt noch keinen Tresor."],
  [
    "Locked: every process that held keys or plaintext has ended.",
    "Gesperrt: jeder Prozess, der Schlüssel oder Klartext hatte, ist beendet.",
  ],
  [
    "Locking was not verified; the vault is shown as {word}.",
    "Das Sperren wurde nicht nachgeprüft; der Tresor steht auf {word}.",
  ],
  ["It is not about one model.", "Es geht nicht um ein einzelnes Modell."],
  [
    "The vault is locked, so it cannot be loaded; nor after the next unlock.",
    "Der Tresor ist gesperrt, es kann nicht geladen werden; auch nach dem nächsten Entsperren nicht.",
  ],
  ["It is no longer in the vault.", "Es ist nicht mehr im Tresor."],
  ["It could still be loaded.", "Es könnte noch geladen werden."],
  ["Loading it is denied; it is {word}.", "Das Laden wird verweigert; sein Zustand ist {word}."],
  ["{count} calls are denied.", "{count} Aufrufe werden verweigert."],
  ["Not denied: {calls}.", "Nicht verweigert: {calls}."],
  ["Under way.", "Läuft."],
  // What was seen
  [
    "A file of Casemate is missing or was changed. Install it again.",
    "Eine Datei von Casemate fehlt oder wurde geändert. Installieren Sie es neu.",
  ],
  [
    "Casemate's own files are the ones that were installed.",
    "Casemates eigene Dateien sind die, die installiert wurden.",
  ],
  ["Models are handled in full isolation.", "Modelle werden voll abgeschottet behandelt."],
  [
    "Isolation is {word}: resolving accepts that from now on.",
    "Die Abschottung ist {word}: Lösen nimmt das von nun an hin.",
  ],
  ["The policy cannot be read: {why}", "Das Regelwerk ist nicht lesbar: {why}"],
  [
    "The rules of calls and of admission can be read.",
    "Die Regeln für Aufrufe und für die Zulassung sind lesbar.",
  ],
  [
    "The log does not verify: {why} Recover it first.",
    "Die Prüfung des Protokolls schlägt fehl: {why} Stellen Sie es zuerst wieder her.",
  ],
  ["Recover it first.", "Stellen Sie es zuerst wieder her."],
  [
    "The log cannot be looked at: its process does not answer.",
    "Das Protokoll kann nicht angesehen werden: sein Prozess antwortet nicht.",
  ],
  [
    "The log was begun anew. Take note of that first: casemate audit acknowledge",
    "Das Protokoll wurde neu begonnen. Nehmen Sie das zuerst zur Kenntnis: casemate audit acknowledge",
  ],
  ["The log is whole and can be written.", "Das Protokoll ist ganz und kann geschrieben werden."],
  ["The vault has a problem: {why}", "Der Tresor hat ein Problem: {why}"],
  ["The vault is changing at this moment.", "Der Tresor ändert sich in diesem Augenblick."],
  ["The vault can be read.", "Der Tresor ist lesbar."],
  [
    "A runtime that tried to connect is still running. Unload the model.",
    "Eine Laufzeit, die sich verbinden wollte, läuft noch. Entladen Sie das Modell.",
  ],
  ["No runtime has tried to connect.", "Keine Laufzeit hat versucht, sich zu verbinden."],
  [
    "It still does not answer. Run casemate doctor, which looks again.",
    "Er antwortet noch nicht. casemate doctor sieht noch einmal nach.",
  ],
  ["It answers again.", "Er antwortet wieder."],
  ["The parts above are what it is about.", "Es geht um die Teile darüber."],
  [
    "The model cannot be looked at while the vault is locked. Unlock it.",
    "Das Modell kann bei gesperrtem Tresor nicht angesehen werden. Entsperren Sie ihn.",
  ],
  ["The model was removed.", "Das Modell wurde entfernt."],
  [
    "The model was not inspected again since. Inspect it again, or remove it.",
    "Das Modell wurde seither nicht noch einmal geprüft. Lassen Sie es prüfen, oder entfernen Sie es.",
  ],
  [
    "The model was inspected again, and is {word}.",
    "Das Modell wurde noch einmal geprüft; sein Zustand ist {word}.",
  ],
  [
    "The vault was opened with the right passphrase since.",
    "Der Tresor wurde seither mit der richtigen Passphrase geöffnet.",
  ],
  [
    "Open the vault first: that shows that you know the passphrase.",
    "Öffnen Sie zuerst den Tresor: das zeigt, dass Sie die Passphrase kennen.",
  ],
  ["GPU watch could not look at it again.", "Die GPU-Wache konnte es nicht noch einmal ansehen."],
  ["Run casemate gpu check.", "Führen Sie casemate gpu check aus."],
  ["It is still so.", "Es ist noch so."],
  ["See what to do: casemate gpu check", "Sehen Sie nach, was zu tun ist: casemate gpu check"],
  [
    "Only a deep test that is right takes a wrong answer back.",
    "Nur ein gründlicher Test, der richtig ist, nimmt eine falsche Antwort zurück.",
  ],
  ["Run one: casemate gpu check --deep", "Starten Sie einen: casemate gpu check --deep"],
  [
    "The accelerators' baseline is still not the one that was captured last.",
    "Die Grundlinie der Beschleuniger ist noch immer nicht die, die zuletzt aufgenommen wurde.",
  ],
  [
    "Nothing could be compared, because there is no baseline that can be trusted.",
    "Nichts konnte verglichen werden, denn es gibt keine Grundlinie, der man trauen kann.",
  ],
  [
    "Put its file back, or capture a new one: casemate gpu baseline --capture",
    "Legen Sie ihre Datei zurück, oder nehmen Sie eine neue auf: casemate gpu baseline --capture",
  ],
  [
    "Undo it, or, if it was you, take it into the baseline: casemate gpu baseline --capture",
    "Machen Sie es rückgängig, oder nehmen Sie es, wenn Sie es waren, in die Grundlinie auf: casemate gpu baseline --capture",
  ],
  [
    "GPU watch looked again and does not find it any more.",
    "Die GPU-Wache hat noch einmal nachgesehen und findet es nicht mehr.",
  ],
  [
    "The stored file of the model is changed or missing on the disk.",
    "Die gespeicherte Datei des Modells ist auf der Platte verändert oder fehlt.",
  ],
  [
    "The inspection did not come to its end, so it says nothing of the stored bytes.",
    "Die Prüfung kam nicht bis zum Ende und sagt darum nichts über das Gespeicherte.",
  ],
  [
    "Put its file back from a backup and inspect it again, or remove the model and import it again.",
    "Spielen Sie seine Datei aus einer Sicherung zurück und lassen Sie es erneut prüfen, oder entfernen Sie das Modell und nehmen es neu auf.",
  ],
  [
    "No signed list says how watched files are meant to be.",
    "Keine unterschriebene Liste sagt, wie die überwachten Dateien sein sollen.",
  ],
  [
    "Look at the files, then have a new list signed under Machine, Watched files, or with casemate integrity accept.",
    "Sehen Sie die Dateien an und lassen Sie dann eine neue Liste unterschreiben: unter Rechner, Überwachte Dateien, oder mit casemate integrity accept.",
  ],
  [
    "Watched files cannot be looked at now: that needs a running console. Start Casemate, then let it look again.",
    "Die überwachten Dateien können jetzt nicht angesehen werden: dafür muss eine Konsole laufen. Starten Sie Casemate, und lassen Sie es dann neu hinsehen.",
  ],
  [
    "Not every file that this is about could be read yet. Let Casemate look again in a moment.",
    "Noch nicht jede Datei, um die es geht, konnte gelesen werden. Lassen Sie Casemate gleich noch einmal hinsehen.",
  ],
  [
    "A signed list says how watched files are meant to be.",
    "Eine unterschriebene Liste sagt, wie die überwachten Dateien sein sollen.",
  ],
  [
    "The files that this is about are what they should be.",
    "Die Dateien, um die es geht, sind, wie sie sein sollen.",
  ],
  ["Still not as meant: {files}.", "Noch nicht wie gemeint: {files}."],
  [
    "Unlock the vault: it says which model that is. Put the file back from a backup, or remove the model and import it again.",
    "Entsperren Sie den Tresor: dann zeigt sich, welches Modell es ist. Spielen Sie die Datei aus einer Sicherung zurück, oder entfernen Sie das Modell und nehmen es neu auf.",
  ],
  [
    "Put it back as it was, or have fresh traps planted under Machine, Watched files, or with casemate integrity accept.",
    "Stellen Sie den alten Stand wieder her, oder lassen Sie neue Fallen legen: unter Rechner, Überwachte Dateien, oder mit casemate integrity accept.",
  ],
  [
    "Put it back as it was, or, if you meant it, take it over under Machine, Watched files, or with casemate integrity accept.",
    "Stellen Sie den alten Stand wieder her, oder übernehmen Sie es, wenn es so gemeint war: unter Rechner, Überwachte Dateien, oder mit casemate integrity accept.",
  ],
  // Why a step has to be taken again
  ["It was seen again.", "Es wurde noch einmal gesehen."],
  ["Nobody has let Casemate look again.", "Niemand hat Casemate neu hinsehen lassen."],
  [
    "It is too long ago that Casemate looked, or the clock was set.",
    "Casemates Blick ist zu lange her, oder die Uhr wurde gestellt.",
  ],
  [
    "The incident itself has changed since Casemate looked.",
    "Der Vorfall selbst hat sich geändert, seit Casemate hingesehen hat.",
  ],
  ["Something has changed since Casemate looked.", "Etwas hat sich geändert, seit Casemate hingesehen hat."],
  ["It could not be looked at.", "Es konnte nicht angesehen werden."],
  // Put back from the log
  [
    "The entry of this incident was changed outside of Casemate.",
    "Der Eintrag dieses Vorfalls wurde außerhalb von Casemate verändert.",
  ],
  ["It was put back as far as the log tells.", "Er wurde wiederhergestellt, soweit das Protokoll es sagt."],
  [
    "Its entry was changed outside of Casemate: what was done with it counts no more.",
    "Sein Eintrag wurde außerhalb von Casemate verändert: Was mit ihm getan wurde, gilt nicht mehr.",
  ],
  // Taking over watched files where no list can be trusted
  [
    "There is no trusted list to compare with: everything below is taken as meant.",
    "Es gibt keine vertrauenswürdige Liste zum Vergleichen: Alles hier gilt dann als gewollt.",
  ],
  [
    "What each file was before is what the log recorded when a list was last signed.",
    "Wie jede Datei vorher war, hat das Protokoll festgehalten, als zuletzt eine Liste unterschrieben wurde.",
  ],
  [
    "The log does not say what these files were before: compare each with what you meant.",
    "Das Protokoll sagt nicht, wie diese Dateien vorher waren: Vergleichen Sie jede mit dem, was Sie wollten.",
  ],
  [
    "Sealed models have no digest to compare with: they are read anew, and each is checked by its own authentication when it is opened.",
    "Versiegelte Modelle haben keine Prüfsumme zum Vergleichen: Sie werden neu gelesen, und jedes wird beim Öffnen an seiner eigenen Versiegelung geprüft.",
  ],
  // Names of states and levels
  ["admitted", "zugelassen"],
  ["held", "wartet auf Sie"],
  ["refused", "abgelehnt"],
  ["contained", "eingedämmt"],
  ["gone", "fort"],
  ["reduced", "vermindert"],
  ["none", "nicht vorhanden"],
  ["unknown", "unbekannt"],
  ["locked", "gesperrt"],
  ["unlocked", "entsperrt"],
  ["error", "fehlerhaft"],
];
