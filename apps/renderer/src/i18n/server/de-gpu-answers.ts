import type { Phrase } from "./phrases.ts";

/** What GPU watch says of its verdict, of what changed and why, of known answers of a card and of what nobody looked at. */
export const DE_GPU_ANSWERS: readonly Phrase[] = [
  // Titles before what was found
  ["Known weaknesses:", "Bekannte Schwächen:"],
  ["Known answers of the processor:", "Bekannte Antworten des Prozessors:"],
  ["Known answers of the accelerator:", "Bekannte Antworten des Beschleunigers:"],
  ["Driver, firmware and kernel modules:", "Treiber, Firmware und Kernelmodule:"],
  ["Memory errors:", "Speicherfehler:"],
  ["Answers of the engine:", "Antworten der Engine:"],
  ["Errors and resets told by the driver:", "Vom Treiber gemeldete Fehler und Neustarts:"],
  ["Cards and device files:", "Karten und Gerätedateien:"],
  ["PCI Express link:", "PCI-Express-Verbindung:"],
  ["Memory in use:", "Belegter Speicher:"],
  ["Heat, power and clocks:", "Hitze, Leistung und Takt:"],
  ["Programs on the card:", "Programme auf der Karte:"],
  ["Stored models, read again:", "Gespeicherte Modelle, noch einmal gelesen:"],
  ["Speed of the known answers (advisory):", "Geschwindigkeit der bekannten Antworten (nur ein Hinweis):"],
  ["Virtual machine:", "Virtuelle Maschine:"],
  // The verdict
  ["{tool} told nothing.", "{tool} hat nichts gesagt."],
  ["It is not installed in a system folder.", "Es ist in keinem Systemordner installiert."],
  [
    "The baseline's file is damaged or was changed, so nothing was compared with it.",
    "Die Datei des Ausgangszustands ist beschädigt oder geändert, also wurde nichts mit ihr verglichen.",
  ],
  [
    "The baseline's file is gone, so nothing was compared.",
    "Die Datei des Ausgangszustands ist weg, also wurde nichts verglichen.",
  ],
  [
    "The baseline's file is not the one that was captured last, so nothing was compared with it.",
    "Die Datei des Ausgangszustands ist nicht die zuletzt festgehaltene, also wurde nichts mit ihr verglichen.",
  ],
  [
    "Put its file back, or capture a new one when you know why.",
    "Legen Sie die Datei zurück, oder halten Sie einen neuen fest, wenn Sie wissen, warum.",
  ],
  [
    "The baseline was not signed with this installation's key, so nothing was compared with it.",
    "Der Ausgangszustand ist nicht mit dem Schlüssel dieser Installation unterschrieben, also wurde nichts mit ihm verglichen.",
  ],
  [
    "Put its file and key back, or capture a new one here.",
    "Legen Sie Datei und Schlüssel zurück, oder halten Sie hier einen neuen fest.",
  ],
  [
    "Unknown: the log does not say which baseline was captured last.",
    "Unbekannt: das Protokoll sagt nicht, welcher Ausgangszustand zuletzt festgehalten wurde.",
  ],
  [
    "There is no baseline, and the log does not say whether one was captured before: it was begun anew, or cannot be read.",
    "Es gibt keinen Ausgangszustand, und das Protokoll sagt nicht, ob schon einer festgehalten wurde: es wurde neu begonnen oder ist nicht lesbar.",
  ],
  ["Look at the log, then capture one.", "Sehen Sie das Protokoll an, und halten Sie dann einen fest."],
  [
    "The log does not say that this baseline is the one that was captured last: it was begun anew, or cannot be read.",
    "Das Protokoll sagt nicht, dass dieser Ausgangszustand der zuletzt festgehaltene ist: es wurde neu begonnen oder ist nicht lesbar.",
  ],
  ["Capture a new one when you know why.", "Halten Sie einen neuen fest, wenn Sie wissen, warum."],
  [
    "The engine answers as it did when the baseline was captured.",
    "Die Engine antwortet wie beim Festhalten des Ausgangszustands.",
  ],
  ["{count} of {all} probes could not look.", "{count} von {all} Prüfungen konnten nicht nachsehen."],
  [
    "Unknown: nobody could look for accelerators on this machine.",
    "Unbekannt: niemand konnte auf diesem Rechner nach Beschleunigern sehen.",
  ],
  ["That is not the same as there being none.", "Das ist nicht dasselbe, wie wenn es keine gäbe."],
  [
    "Do not rely on what this machine computes: something failed or was changed.",
    "Verlassen Sie sich nicht auf das, was dieser Rechner rechnet: etwas hat versagt oder wurde geändert.",
  ],
  [
    "Something about this machine's computing needs your eyes.",
    "Etwas daran, wie dieser Rechner rechnet, sollten Sie ansehen.",
  ],
  [
    "Unknown: too little of this machine could be judged.",
    "Unbekannt: zu wenig von diesem Rechner war zu beurteilen.",
  ],
  [
    "Unknown: too little of the accelerator could be judged.",
    "Unbekannt: zu wenig vom Beschleuniger war zu beurteilen.",
  ],
  [
    "Unknown: too little of {count} accelerators could be judged.",
    "Unbekannt: zu wenig von {count} Beschleunigern war zu beurteilen.",
  ],
  [
    "There is no accelerator: models run on the processor, which computed its known answers exactly.",
    "Es gibt keinen Beschleuniger: Modelle laufen auf dem Prozessor, der seine bekannten Antworten genau gerechnet hat.",
  ],
  [
    "What could be looked at of the accelerator is as it should be.",
    "Was am Beschleuniger zu sehen war, ist, wie es sein soll.",
  ],
  [
    "What could be looked at of {count} accelerators is as it should be.",
    "Was an {count} Beschleunigern zu sehen war, ist, wie es sein soll.",
  ],
  ["The results of known products were right.", "Die Ergebnisse bekannter Produkte waren richtig."],
  [
    "That an accelerator's results are right was not shown: its known answers say why.",
    "Dass die Ergebnisse eines Beschleunigers richtig sind, ist nicht gezeigt: seine bekannten Antworten sagen, warum.",
  ],
  // Known answers of a card
  ["Run: casemate gpu check --quick", "Rufen Sie auf: casemate gpu check --quick"],
  [
    "Stop using models on this machine's accelerator.",
    "Benutzen Sie keine Modelle mehr auf dem Beschleuniger dieses Rechners.",
  ],
  [
    "Undo overclocking, let it cool, update its driver, run casemate gpu check --deep, and have the card replaced if it stays wrong.",
    "Nehmen Sie Übertaktung zurück, lassen Sie ihn abkühlen, erneuern Sie seinen Treiber, rufen Sie casemate gpu check --deep auf, und lassen Sie die Karte ersetzen, wenn es falsch bleibt.",
  ],
  [
    "Nobody had the accelerator compute known answers since Casemate was started.",
    "Seit dem Start von Casemate hat niemand den Beschleuniger bekannte Antworten rechnen lassen.",
  ],
  [
    "The last known-answer test is more than a day old.",
    "Die letzte Prüfung mit bekannten Antworten ist mehr als einen Tag alt.",
  ],
  [
    "The last known-answer test is of a later time than the clock has, so nobody knows how old it is.",
    "Die letzte Prüfung mit bekannten Antworten ist von einer späteren Zeit, als die Uhr zeigt, also weiß niemand, wie alt sie ist.",
  ],
  [
    "The known-answer test could not judge: nothing was computed.",
    "Die Prüfung mit bekannten Antworten konnte nicht urteilen: nichts wurde gerechnet.",
  ],
  ["The known-answer test could not judge:", "Die Prüfung mit bekannten Antworten konnte nicht urteilen:"],
  [
    "The accelerator computed wrong: {wrong} of {count} products, and {blocks} stretches of memory.",
    "Der Beschleuniger hat falsch gerechnet: {wrong} von {count} Produkten und {blocks} Abschnitte des Speichers.",
  ],
  ["The accelerator computed wrong:", "Der Beschleuniger hat falsch gerechnet:"],
  [
    "{card} computed wrong: {wrong} of {count} products, and {blocks} stretches of memory.",
    "{card} hat falsch gerechnet: {wrong} von {count} Produkten und {blocks} Abschnitte des Speichers.",
  ],
  ["{card} computed wrong:", "{card} hat falsch gerechnet:"],
  [
    "{wrong} of {count} products, and {blocks} stretches of memory.",
    "{wrong} von {count} Produkten und {blocks} Abschnitte des Speichers.",
  ],
  [
    "A program on the processor that stood in for a card computed wrong:",
    "Ein Programm auf dem Prozessor, das für eine Karte einstand, hat falsch gerechnet:",
  ],
  [
    "A program on the processor ({name}) stood in for a card and computed wrong: see the known answers of the processor.",
    "Ein Programm auf dem Prozessor ({name}) stand für eine Karte ein und hat falsch gerechnet: sehen Sie die bekannten Antworten des Prozessors.",
  ],
  [
    "A program on the processor ({name}) stood in for a card and computed {count} known products exactly; {size} of memory kept what was written in {passes} passes ({word} test).",
    "Ein Programm auf dem Prozessor ({name}) stand für eine Karte ein und hat {count} bekannte Produkte genau gerechnet; {size} Speicher haben in {passes} Durchgängen behalten, was geschrieben wurde ({word} Test).",
  ],
  ["quick", "kurzer"],
  ["deep", "gründlicher"],
  [
    "An accelerator computed {count} known products exactly; {size} of memory kept what was written in {passes} passes ({word} test).",
    "Ein Beschleuniger hat {count} bekannte Produkte genau gerechnet; {size} Speicher haben in {passes} Durchgängen behalten, was geschrieben wurde ({word} Test).",
  ],
  [
    "{card} computed {count} known products exactly; {size} of memory kept what was written in {passes} passes ({word} test).",
    "{card} hat {count} bekannte Produkte genau gerechnet; {size} Speicher haben in {passes} Durchgängen behalten, was geschrieben wurde ({word} Test).",
  ],
  ["That says nothing about any card.", "Das sagt nichts über irgendeine Karte."],
  [
    "No card computed anything: the browser did not reach one.",
    "Keine Karte hat etwas gerechnet: der Browser hat keine erreicht.",
  ],
  [
    "Install the card's Vulkan driver, or name another browser with --browser.",
    "Installieren Sie den Vulkan-Treiber der Karte, oder nennen Sie mit --browser einen anderen Browser.",
  ],
  [
    "The known-answer test computed no product, so it shows nothing.",
    "Die Prüfung mit bekannten Antworten hat kein Produkt gerechnet, also zeigt sie nichts.",
  ],
  [
    "That shows that the results were right, not which unit computed them, nor that kernels of CUDA, ROCm or Metal are.",
    "Das zeigt, dass die Ergebnisse richtig waren, nicht, welche Einheit sie gerechnet hat, noch dass Kernel von CUDA, ROCm oder Metal es sind.",
  ],
  ["Which one it was is not known.", "Welche es war, ist nicht bekannt."],
  ["Whether it is still here is not known.", "Ob sie noch da ist, ist nicht bekannt."],
  ["It is not among the cards that are here now.", "Sie ist nicht unter den Karten, die jetzt da sind."],
  ["The other {count} computed nothing here.", "Die anderen {count} haben hier nichts gerechnet."],
];
