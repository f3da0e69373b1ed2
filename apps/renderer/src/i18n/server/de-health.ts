import type { Phrase } from "./phrases.ts";

/** What health says: the line at the top of every page, its checks, and what to do about each. */
export const DE_HEALTH: readonly Phrase[] = [
  ["All {count} checks passed.", "Alle {count} Prüfungen sind bestanden."],
  // Vault
  ["The vault has a problem", "Der Tresor hat ein Problem"],
  ["It cannot be read.", "Er ist nicht lesbar."],
  [
    "Restore the vault from a backup, or start a new one in another data directory.",
    "Spielen Sie den Tresor aus einer Sicherung ein, oder beginnen Sie einen neuen in einem anderen Datenverzeichnis.",
  ],
  ["There is no vault yet", "Es gibt noch keinen Tresor"],
  [
    "Models and conversations cannot be kept until there is one.",
    "Bis dahin können weder Modelle noch Gespräche aufbewahrt werden.",
  ],
  ["Create a vault.", "Legen Sie einen Tresor an."],
  ["The vault is locked", "Der Tresor ist gesperrt"],
  ["The processes that held its keys have ended.", "Die Prozesse, die seine Schlüssel hatten, sind beendet."],
  [
    "The vault is locked, but that was not verified",
    "Der Tresor ist gesperrt, aber das wurde nicht nachgeprüft",
  ],
  [
    "A process that worked with it may still be running.",
    "Ein Prozess, der mit ihm gearbeitet hat, läuft vielleicht noch.",
  ],
  ["Restart Casemate.", "Starten Sie Casemate neu."],
  ["The vault is unlocked", "Der Tresor ist entsperrt"],
  ["The vault is changing", "Der Tresor ändert sich gerade"],
  ["Keys are held by one process of its own.", "Die Schlüssel hält ein einziger, eigener Prozess."],
  // Log
  ["The log was begun anew after damage", "Das Protokoll wurde nach einem Schaden neu begonnen"],
  [
    "What was written before it may have been changed. Reason given: {reason}",
    "Was davor geschrieben wurde, kann verändert worden sein. Angegebener Grund: {reason}",
  ],
  [
    "The old files are in ledger-archive: keep them, they are evidence. When you have seen this, take note of it.",
    "Die alten Dateien liegen in ledger-archive: behalten Sie sie, sie sind Beweise. Wenn Sie das gesehen haben, nehmen Sie es zur Kenntnis.",
  ],
  ["The log is being written", "Das Protokoll wird geschrieben"],
  ["{count} records, each bound to the one before.", "{count} Einträge, jeder an den vorigen gebunden."],
  ["The log is starting", "Das Protokoll startet"],
  ["It has not answered yet.", "Es hat noch nicht geantwortet."],
  ["The log does not verify", "Die Prüfung des Protokolls schlägt fehl"],
  ["It was changed or cut.", "Es wurde verändert oder gekürzt."],
  [
    "Copy the data directory away first: the old files are evidence. Then set the log aside and begin a new one, which names it.",
    "Kopieren Sie zuerst das Datenverzeichnis: die alten Dateien sind Beweise. Legen Sie dann das Protokoll beiseite und beginnen Sie ein neues, das es nennt.",
  ],
  ["The log cannot be written", "Das Protokoll kann nicht geschrieben werden"],
  ["Its process is not running.", "Sein Prozess läuft nicht."],
  [
    "Dangerous actions are denied until it is back. Check that the disk is not full.",
    "Gefährliches wird verweigert, bis es wieder da ist. Prüfen Sie, ob der Datenträger voll ist.",
  ],
  // Incidents
  ["No incident is open", "Kein Vorfall ist offen"],
  ["Nothing that Casemate watches has told of one.", "Nichts, worauf Casemate achtet, hat einen gemeldet."],
  ["1 incident is open", "1 Vorfall ist offen"],
  ["1 critical incident is open", "1 kritischer Vorfall ist offen"],
  [
    "1 incident is open that could not be contained",
    "1 Vorfall ist offen, der nicht eingedämmt werden konnte",
  ],
  ["{count} critical incidents are open", "{count} kritische Vorfälle sind offen"],
  ["{count} incidents are open", "{count} Vorfälle sind offen"],
  [
    "{count} incidents are open that could not be contained",
    "{count} Vorfälle sind offen, die nicht eingedämmt werden konnten",
  ],
  [
    "Look at each under Incidents: it says what happened, what Casemate did and what to do.",
    "Sehen Sie jeden unter Vorfälle an: dort steht, was geschah, was Casemate getan hat und was zu tun ist.",
  ],
  ["Incidents cannot be stored", "Vorfälle können nicht gespeichert werden"],
  [
    "They are kept in memory and end with Casemate.",
    "Sie stehen nur im Arbeitsspeicher und enden mit Casemate.",
  ],
  ["Look under Log for the cause.", "Die Ursache steht unter Protokoll."],
  ["Incidents were not read yet", "Vorfälle wurden noch nicht gelesen"],
  ["The log's process has not answered.", "Der Prozess des Protokolls hat noch nicht geantwortet."],
  [
    "Until it has, nothing runs a model or lets something in.",
    "Bis dahin führt nichts ein Modell aus oder lässt etwas herein.",
  ],
  [
    "Whatever runs a model or lets something in is frozen.",
    "Alles, was ein Modell ausführt oder etwas hereinlässt, ist angehalten.",
  ],
  [
    "They are in memory only: the log cannot be written.",
    "Sie stehen nur im Arbeitsspeicher: das Protokoll kann nicht geschrieben werden.",
  ],
  // Watched files
  [
    "Casemate's own programs are checked whenever one starts",
    "Casemates eigene Programme werden bei jedem Start geprüft",
  ],
  [
    "Files are watched all the time only while a console runs.",
    "Ständig beobachtet werden Dateien nur, solange eine Konsole läuft.",
  ],
  ["1 watched file was changed", "1 beobachtete Datei wurde geändert"],
  ["{count} watched files were changed", "{count} beobachtete Dateien wurden geändert"],
  [
    "Look under Incidents: it says what to put back. Nothing is repaired by itself.",
    "Unter Vorfälle steht, was wiederherzustellen ist. Nichts wird von selbst repariert.",
  ],
  [
    "Put the trap back, or have fresh ones planted under Machine, Watched files, or with casemate integrity accept.",
    "Legen Sie die Falle zurück, oder lassen Sie neue legen: unter Rechner, Überwachte Dateien, oder mit casemate integrity accept.",
  ],
  ["Then resolve the incident.", "Lösen Sie dann den Vorfall."],
  [
    "If you changed it yourself, accept it as meant. If not, put it back.",
    "Haben Sie das selbst geändert, nehmen Sie es als gewollt an. Wenn nicht, stellen Sie es wieder her.",
  ],
  ["Watched files are what they should be", "Beobachtete Dateien sind, wie sie sein sollen"],
  [
    "{intact} of {watched} files read and untouched since.",
    "{intact} von {watched} Dateien gelesen und seither unberührt.",
  ],
  [
    "{count} sealed files of models are still being read for the first time.",
    "{count} versiegelte Dateien von Modellen werden noch zum ersten Mal gelesen.",
  ],
  ["Touched traps are seen every half minute.", "Berührte Fallen fallen alle halbe Minute auf."],
  ["Watched files are being read", "Beobachtete Dateien werden gelesen"],
  [
    "Whether watched files were changed is unknown",
    "Ob beobachtete Dateien geändert wurden, ist nicht bekannt",
  ],
  ["{intact} of {watched} were read so far.", "{intact} von {watched} sind bisher gelesen."],
  // Isolation
  [
    "Files and models are handled in full isolation",
    "Dateien und Modelle werden voll abgeschottet behandelt",
  ],
  ["Enforced by {layers}.", "Durchgesetzt von {layers}."],
  ["Isolation was not checked yet", "Die Abschottung wurde noch nicht geprüft"],
  ["No box was started so far.", "Bisher wurde keine Abschottung gestartet."],
  ["Isolation is reduced", "Die Abschottung ist vermindert"],
  ["There is no isolation", "Es gibt keine Abschottung"],
  ["A layer of protection is missing on this machine.", "Auf diesem Rechner fehlt eine Schutzschicht."],
  ["Run casemate doctor to see what is missing.", "Was fehlt, sagt casemate doctor."],
  // Admission and calls
  [
    "Nothing is admitted: the policy or a list cannot be read",
    "Nichts wird zugelassen: das Regelwerk oder eine Liste ist nicht lesbar",
  ],
  ["It is damaged.", "Die Datei ist beschädigt."],
  [
    "Correct the file. casemate policy check FILE names what is wrong.",
    "Berichtigen Sie die Datei. casemate policy check DATEI nennt den Fehler.",
  ],
  [
    "Casemate's own rules decide what is admitted",
    "Casemates eigene Regeln entscheiden, was zugelassen wird",
  ],
  ["No policy file.", "Kein eigenes Regelwerk."],
  ["{pins} pinned and {blocks} blocked files.", "{pins} angeheftete und {blocks} gesperrte Dateien."],
  ["A policy tightens the rules", "Ein Regelwerk verschärft die Regeln"],
  [
    "SHA-256 {digest}. {pins} pinned and {blocks} blocked files.",
    "SHA-256 {digest}. {pins} angeheftete und {blocks} gesperrte Dateien.",
  ],
  ["Everything that acts is frozen", "Alles, was handelt, ist angehalten"],
  [
    "Look under Incidents. Reading, locking, stopping and the way out still work.",
    "Sehen Sie unter Vorfälle nach. Lesen, Sperren, Anhalten und der Weg zurück gehen weiter.",
  ],
  [
    "Nothing that acts is allowed: your call policy cannot be read",
    "Nichts, was handelt, ist erlaubt: Ihr Regelwerk für Aufrufe ist nicht lesbar",
  ],
  [
    "Correct the file, or remove it. casemate policy check FILE names what is wrong.",
    "Berichtigen oder entfernen Sie die Datei. casemate policy check DATEI nennt den Fehler.",
  ],
  ["No call policy of yours.", "Kein eigenes Regelwerk für Aufrufe."],
  [
    "Your call policy tightens them: {rules} rules, {limits} limits.",
    "Ihr Regelwerk für Aufrufe verschärft sie: {rules} Regeln, {limits} Grenzen.",
  ],
  [
    "Casemate's own rules decide which calls run",
    "Casemates eigene Regeln entscheiden, welche Aufrufe laufen",
  ],
  ["SHA-256 {digest}.", "SHA-256 {digest}."],
  // Services and runtime
  ["The service processes have not answered yet", "Die Dienstprozesse haben noch nicht geantwortet"],
  ["Casemate is starting.", "Casemate startet."],
  ["All service processes answer", "Alle Dienstprozesse antworten"],
  ["{down} of {all} service processes are not running", "{down} von {all} Dienstprozessen laufen nicht"],
  [
    "Casemate restarts them. If it goes on, restart Casemate.",
    "Casemate startet sie neu. Hört das nicht auf, starten Sie Casemate neu.",
  ],
  ["The runtime stopped", "Die Laufzeit ist stehen geblieben"],
  ["It ended.", "Sie ist beendet."],
  ["Load the model again.", "Laden Sie das Modell noch einmal."],
  ["A model is being loaded", "Ein Modell wird geladen"],
  ["It has no network.", "Es hat kein Netz."],
  ["No model is running", "Kein Modell läuft"],
  ["Nothing was asked of the network.", "Vom Netz wurde nichts verlangt."],
  [
    "The runtime's connections could not be counted",
    "Die Verbindungen der Laufzeit konnten nicht gezählt werden",
  ],
  ["Its counters are unreadable at this moment.", "Ihre Zähler sind im Augenblick nicht lesbar."],
  ["The runtime tried to connect {count} times", "Die Laufzeit hat {count}-mal versucht, sich zu verbinden"],
  [
    "Nothing got out: it has no network. But a model's runtime has no reason to try.",
    "Nichts kam hinaus: sie hat kein Netz. Aber die Laufzeit eines Modells hat keinen Grund, es zu versuchen.",
  ],
  ["Unload the model and inspect it again.", "Entladen Sie das Modell und lassen Sie es noch einmal prüfen."],
  ["The runtime has no network", "Die Laufzeit hat kein Netz"],
  ["0 connection attempts.", "0 Verbindungsversuche."],
  // Computing
  ["What computes here was looked at", "Was hier rechnet, wurde angesehen"],
  ["What this machine computes cannot be relied on", "Auf das, was dieser Rechner rechnet, ist kein Verlass"],
  ["Accelerator or processor need a look", "Beschleuniger oder Prozessor brauchen einen Blick"],
  [
    "Whether the accelerator is as it should be is unknown",
    "Ob der Beschleuniger ist, wie er sein soll, ist nicht bekannt",
  ],
  ["Nobody looked yet.", "Noch hat niemand nachgesehen."],
  [
    "See what was found, probe by probe: casemate gpu check",
    "Was gefunden wurde, Probe für Probe: casemate gpu check",
  ],
  // Memory on disk
  ["Memory is not written to disk", "Arbeitsspeicher wird nicht auf den Datenträger geschrieben"],
  ["Swap is off.", "Die Auslagerung ist aus."],
  ["Swapped memory is encrypted", "Ausgelagerter Speicher ist verschlüsselt"],
  [
    "Swap is on an encrypted or compressed-memory device.",
    "Ausgelagert wird auf ein verschlüsseltes Gerät oder in komprimierten Speicher.",
  ],
  ["Memory may be written to disk", "Arbeitsspeicher kann auf den Datenträger geschrieben werden"],
  [
    "Swap is on and not known to be encrypted: parts of a loaded model or a conversation could stay on the disk.",
    "Die Auslagerung ist an und, soweit bekannt, nicht verschlüsselt: Teile eines geladenen Modells oder eines Gesprächs könnten auf dem Datenträger bleiben.",
  ],
  [
    "Turn swap off (sudo swapoff -a, and its line in /etc/fstab), or use encrypted swap.",
    "Schalten Sie die Auslagerung ab (sudo swapoff -a, und ihre Zeile in /etc/fstab), oder verschlüsseln Sie sie.",
  ],
  [
    "Whether memory is written to disk is unknown",
    "Ob Arbeitsspeicher auf den Datenträger geschrieben wird, ist nicht bekannt",
  ],
  ["This system does not tell.", "Dieses System sagt es nicht."],
  [
    "Whether this machine hibernates is unknown",
    "Ob dieser Rechner in den Ruhezustand geht, ist nicht bekannt",
  ],
  [
    "Hibernating writes all memory to the disk.",
    "Der Ruhezustand schreibt allen Arbeitsspeicher auf den Datenträger.",
  ],
  [
    "Lock the vault before the machine sleeps, and encrypt the disk.",
    "Sperren Sie den Tresor, bevor der Rechner schläft, und verschlüsseln Sie den Datenträger.",
  ],
  ["This machine does not hibernate", "Dieser Rechner geht nicht in den Ruhezustand"],
  ["Its kernel offers no suspend to disk.", "Sein Kernel bietet keinen Ruhezustand an."],
  [
    "There is no swap that memory could be written to.",
    "Es gibt keine Auslagerung, in die geschrieben werden könnte.",
  ],
  ["Hibernation writes to no open disk", "Der Ruhezustand schreibt auf keinen unverschlüsselten Datenträger"],
  [
    "All swap is encrypted or compressed memory.",
    "Alle Auslagerung ist verschlüsselt oder komprimierter Speicher.",
  ],
  [
    "Hibernation would write memory to the disk in clear",
    "Der Ruhezustand würde Arbeitsspeicher offen auf den Datenträger schreiben",
  ],
  [
    "The vault is locked before, where sleep is watched: keys are gone then. What other programs hold, a browser's page among them, would be written.",
    "Der Tresor wird davor gesperrt, wo der Schlaf beobachtet wird: dann sind die Schlüssel fort. Was andere Programme halten, auch die Seite eines Browsers, würde geschrieben.",
  ],
  [
    "Use encrypted swap, or turn hibernation off: sudo systemctl mask hibernate.target hybrid-sleep.target suspend-then-hibernate.target",
    "Verschlüsseln Sie die Auslagerung, oder schalten Sie den Ruhezustand ab: sudo systemctl mask hibernate.target hybrid-sleep.target suspend-then-hibernate.target",
  ],
  // What locks the vault
  [
    "Idle time, a closed window and the end of Casemate lock the vault too.",
    "Auch Untätigkeit, ein geschlossenes Fenster und das Ende von Casemate sperren den Tresor.",
  ],
  [
    "A closed lid counts where it makes the machine sleep or lock its screen.",
    "Ein zugeklappter Deckel zählt, wo er den Rechner schlafen legt oder den Bildschirm sperrt.",
  ],
  [
    "Lock the vault before you leave (Ctrl L, or casemate vault lock), or set a short time for locking by itself.",
    "Sperren Sie den Tresor, bevor Sie gehen (Strg L oder casemate vault lock), oder stellen Sie eine kurze Zeit bis zum Sperren ein.",
  ],
  ["No console runs, so the vault is locked", "Keine Konsole läuft, also ist der Tresor gesperrt"],
  ["A command ends with its vault locked.", "Ein Befehl endet mit gesperrtem Tresor."],
  [
    "What a running console watches, its own doctor says.",
    "Was eine laufende Konsole beobachtet, sagt ihr eigener doctor.",
  ],
  [
    "Sleep, screen lock and session switch lock the vault",
    "Schlaf, Bildschirmsperre und Sitzungswechsel sperren den Tresor",
  ],
  ["The system's login manager announces them.", "Die Anmeldeverwaltung des Systems kündigt sie an."],
  [
    "A screen saver that does not tell the login manager is not seen.",
    "Ein Bildschirmschoner, der das nicht meldet, wird nicht bemerkt.",
  ],
  ["Sleep and screen lock lock the vault", "Schlaf und Bildschirmsperre sperren den Tresor"],
  [
    "The system tells the application; on macOS a session switch too.",
    "Das System sagt es der Anwendung; unter macOS auch einen Sitzungswechsel.",
  ],
  ["No login manager (systemd-logind) runs here.", "Hier läuft keine Anmeldeverwaltung (systemd-logind)."],
  [
    "The system's login manager cannot be listened to: gdbus (package libglib2.0-bin) or the message bus is missing.",
    "Die Anmeldeverwaltung des Systems ist nicht zu hören: gdbus (Paket libglib2.0-bin) oder der Nachrichtenbus fehlt.",
  ],
  [
    "In a browser on this system nothing announces them to Casemate.",
    "In einem Browser auf diesem System meldet sie niemand an Casemate.",
  ],
  ["A session switch does not lock the vault", "Ein Sitzungswechsel sperrt den Tresor nicht"],
  [
    "Sleep and screen lock are seen by the application, a screen lock up to two seconds late.",
    "Schlaf und Bildschirmsperre bemerkt die Anwendung, eine Bildschirmsperre bis zu zwei Sekunden später.",
  ],
  [
    "Screen lock and session switch do not lock the vault",
    "Bildschirmsperre und Sitzungswechsel sperren den Tresor nicht",
  ],
  [
    "Sleep is noticed only after waking up, by the clock.",
    "Schlaf wird erst nach dem Aufwachen bemerkt, an der Uhr.",
  ],
  // What to do
  [
    "Quit Casemate and start it again: what is left of it ends with it.",
    "Beenden Sie Casemate und starten Sie es neu: was davon übrig ist, endet mit ihm.",
  ],
  ["Wait a moment.", "Warten Sie einen Augenblick."],
  ["If it stays so, look under Log.", "Bleibt es so, sehen Sie unter Protokoll nach."],
  [
    "Check again: that starts one and looks at it.",
    "Prüfen Sie noch einmal: dabei wird eine gestartet und angesehen.",
  ],
  [
    "If it stays so, quit Casemate and start it again.",
    "Bleibt es so, beenden Sie Casemate und starten Sie es neu.",
  ],
  [
    "Look yourself in the settings of this system; encrypt the whole disk, then it does not matter.",
    "Sehen Sie selbst in den Einstellungen dieses Systems nach; verschlüsseln Sie den ganzen Datenträger, dann ist es gleich.",
  ],
  ["Check again.", "Prüfen Sie noch einmal."],
  [
    "If it stays so, unload the model: then nothing can connect.",
    "Bleibt es so, entladen Sie das Modell: dann kann sich nichts verbinden.",
  ],
  ["Wait: they are read one after another.", "Warten Sie: sie werden eine nach der anderen gelesen."],
  [
    "Look under Incidents for what became of the list of files, then accept it anew: casemate integrity accept",
    "Sehen Sie unter Vorfälle nach, was aus der Liste der Dateien wurde, und nehmen Sie sie dann neu an: casemate integrity accept",
  ],
];
