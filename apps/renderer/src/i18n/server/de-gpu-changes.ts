import type { Phrase } from "./phrases.ts";

/** What GPU watch says of what changed and why, and of what nobody looked at. */
export const DE_GPU_CHANGES: readonly Phrase[] = [
  // What is another one: names in differences
  [
    "Unexplained: answer of the engine at word {at} was {before} and is {after}.",
    "Nicht erklärt: die Antwort der Engine bei Wort {at} war {before} und ist {after}.",
  ],
  ["driver", "Treiber"],
  ["vbios", "VBIOS"],
  ["firmware", "Firmware"],
  ["inforom", "InfoROM"],
  ["partNumber", "Teilenummer"],
  ["uuid", "UUID"],
  ["device", "Gerätenummer"],
  ["subsystem", "Platinennummer"],
  ["virtualization", "Durchreichung"],
  ["card", "Karte"],
  ["hypervisor", "Hypervisor"],
  ["error correction", "Fehlerkorrektur"],
  ["engine", "Engine"],
  [
    "Explained: {word} of {card} was {before} and is {after}.",
    "Erklärt: {word} von {card} war {before} und ist {after}.",
  ],
  [
    "Unexplained: {word} of {card} was {before} and is {after}.",
    "Nicht erklärt: {word} von {card} war {before} und ist {after}.",
  ],
  ["Explained: {word} was {before} and is {after}.", "Erklärt: {word} war {before} und ist {after}."],
  ["Unexplained: {word} was {before} and is {after}.", "Nicht erklärt: {word} war {before} und ist {after}."],
  ["Explained: {word} of {card} is new ({after}).", "Erklärt: {word} von {card} ist neu ({after})."],
  ["Unexplained: {word} of {card} is new ({after}).", "Nicht erklärt: {word} von {card} ist neu ({after})."],
  ["Explained: {word} is new ({after}).", "Erklärt: {word} ist neu ({after})."],
  ["Unexplained: {word} is new ({after}).", "Nicht erklärt: {word} ist neu ({after})."],
  ["Explained: {word} of {card} is gone ({before}).", "Erklärt: {word} von {card} ist weg ({before})."],
  [
    "Unexplained: {word} of {card} is gone ({before}).",
    "Nicht erklärt: {word} von {card} ist weg ({before}).",
  ],
  ["Explained: {word} is gone ({before}).", "Erklärt: {word} ist weg ({before})."],
  ["Unexplained: {word} is gone ({before}).", "Nicht erklärt: {word} ist weg ({before})."],
  ["And {count} more.", "Und {count} weitere."],
  [
    "If you wanted this, take it into the baseline: casemate gpu baseline --capture",
    "Wenn Sie das so wollten, nehmen Sie es in den Ausgangszustand auf: casemate gpu baseline --capture",
  ],
  [
    "Load no model on it until you know who did this.",
    "Laden Sie kein Modell darauf, bis Sie wissen, wer das getan hat.",
  ],
  [
    "If it was you, take it into the baseline: casemate gpu baseline --capture",
    "Waren Sie es, nehmen Sie es in den Ausgangszustand auf: casemate gpu baseline --capture",
  ],
  // Why
  [
    "The records of package managers could not be read, so nothing explains this.",
    "Die Aufzeichnungen der Paketverwaltung waren nicht zu lesen, also erklärt das nichts.",
  ],
  [
    "This system keeps no record of updates that Casemate can read.",
    "Dieses System führt keine Aufzeichnung von Updates, die Casemate lesen kann.",
  ],
  [
    "If it was updated since, that is the likely cause.",
    "Wurde seither ein Update eingespielt, ist das wohl die Ursache.",
  ],
  [
    "Nothing on a machine explains that it runs under another hypervisor than before.",
    "Nichts auf einem Rechner erklärt, dass er unter einem anderen Hypervisor läuft als zuvor.",
  ],
  [
    "No package changes the firmware on the card; somebody flashed it, or it is another card.",
    "Kein Paket ändert die Firmware auf der Karte; jemand hat sie überschrieben, oder es ist eine andere Karte.",
  ],
  [
    "Nothing but another card, or changed firmware on it, changes this.",
    "Nur eine andere Karte, oder geänderte Firmware auf ihr, ändert das.",
  ],
  [
    "The machine was not restarted since the baseline, so nobody can have opened it for this.",
    "Der Rechner wurde seit dem Ausgangszustand nicht neu gestartet, also kann ihn niemand dafür geöffnet haben.",
  ],
  [
    "The machine was not restarted since the baseline: the card, its driver or its link failed.",
    "Der Rechner wurde seit dem Ausgangszustand nicht neu gestartet: die Karte, ihr Treiber oder ihre Verbindung hat versagt.",
  ],
  [
    "The machine was restarted in between; whether it was off, as it has to be for another processor or card, no record says.",
    "Der Rechner wurde dazwischen neu gestartet; ob er aus war, wie es für einen anderen Prozessor oder eine andere Karte sein muss, sagt keine Aufzeichnung.",
  ],
  ["Check that you did it.", "Prüfen Sie, ob Sie das waren."],
  [
    "The machine was restarted in between, and no record says who put a card in or handed it on.",
    "Der Rechner wurde dazwischen neu gestartet, und keine Aufzeichnung sagt, wer eine Karte eingesetzt oder durchgereicht hat.",
  ],
  [
    "The machine was restarted in between, and no record says whether somebody took the card out or it failed.",
    "Der Rechner wurde dazwischen neu gestartet, und keine Aufzeichnung sagt, ob jemand die Karte herausgenommen oder sie versagt hat.",
  ],
  [
    "The package manager installed this version since the baseline.",
    "Die Paketverwaltung hat diese Version seit dem Ausgangszustand installiert.",
  ],
  [
    "Firmware was installed since the baseline; the record does not say which version.",
    "Seit dem Ausgangszustand wurde Firmware installiert; die Aufzeichnung sagt nicht, welche Version.",
  ],
  [
    "No driver package was installed since the baseline.",
    "Seit dem Ausgangszustand wurde kein Treiberpaket installiert.",
  ],
  [
    "Driver packages were installed since the baseline, but none of this version.",
    "Seit dem Ausgangszustand wurden Treiberpakete installiert, aber keines dieser Version.",
  ],
  [
    "The machine started another kernel, which the package manager installed since.",
    "Der Rechner hat einen anderen Kernel gestartet, den die Paketverwaltung seither installiert hat.",
  ],
  [
    "The machine started another kernel, and no record says that one was installed.",
    "Der Rechner hat einen anderen Kernel gestartet, und keine Aufzeichnung sagt, dass einer installiert wurde.",
  ],
  [
    "The module's file was written at {time}, while these packages were installed.",
    "Die Datei des Moduls wurde um {time} geschrieben, während diese Pakete installiert wurden.",
  ],
  [
    "The module changed, and no package that brings it was installed when its file was written.",
    "Das Modul hat sich geändert, und als seine Datei geschrieben wurde, wurde kein Paket installiert, das es bringt.",
  ],
  [
    "A driver was loaded or removed without any package that brings it.",
    "Ein Treiber wurde geladen oder entfernt, ohne dass ein Paket ihn brachte.",
  ],
  [
    "Packages that bring it were installed, and the machine was restarted.",
    "Pakete, die ihn bringen, wurden installiert, und der Rechner wurde neu gestartet.",
  ],
  [
    "Packages that bring it were installed, but the machine was not restarted since.",
    "Pakete, die ihn bringen, wurden installiert, aber der Rechner wurde seither nicht neu gestartet.",
  ],
  [
    "Device files follow the cards and drivers that changed.",
    "Gerätedateien folgen den Karten und Treibern, die sich geändert haben.",
  ],
  [
    "A device file came or went without an explained change of card or driver.",
    "Eine Gerätedatei kam oder ging ohne eine erklärte Änderung von Karte oder Treiber.",
  ],
  [
    "It was already set to change with the next start when the baseline was captured.",
    "Als der Ausgangszustand festgehalten wurde, war schon eingestellt, dass es sich mit dem nächsten Start ändert.",
  ],
  [
    "Somebody with administrator rights switched it; no record says who.",
    "Jemand mit Administratorrechten hat es umgeschaltet; keine Aufzeichnung sagt, wer.",
  ],
  [
    "The engine, its driver, the processor and the model are the same as at capture, so the answer has to be the same.",
    "Engine, Treiber, Prozessor und Modell sind dieselben wie beim Festhalten, also muss die Antwort dieselbe sein.",
  ],
  ["What computes it does not compute what it did.", "Was sie rechnet, rechnet nicht mehr, was es rechnete."],
  [
    "Another build of the engine, its driver or its model came with an update, so other answers are possible.",
    "Ein Update hat einen anderen Bau der Engine, ihres Treibers oder ihres Modells gebracht, also sind andere Antworten möglich.",
  ],
  [
    "The machine was not restarted since the baseline, and still something else computes.",
    "Der Rechner wurde seit dem Ausgangszustand nicht neu gestartet, und doch rechnet etwas anderes.",
  ],
  // Not covered
  [
    "whether a loaded model still stands in the card's memory as it came",
    "ob ein geladenes Modell im Speicher der Karte noch so steht, wie es kam",
  ],
  [
    "the engine's answers on the card: this version computes models on the processor only",
    "Antworten der Engine auf der Karte: diese Version rechnet Modelle nur auf dem Prozessor",
  ],
  [
    "whether a card computes correctly (known answers on the card itself)",
    "ob eine Karte richtig rechnet (bekannte Antworten auf der Karte selbst)",
  ],
  ["the card's memory, bit by bit", "der Speicher der Karte, Bit für Bit"],
  ["the machine's memory, bit by bit", "der Speicher des Rechners, Bit für Bit"],
  [
    "anything the processor computes but small whole numbers in single precision",
    "alles, was der Prozessor rechnet, außer kleinen ganzen Zahlen in einfacher Genauigkeit",
  ],
  [
    "which unit of the card computed what: WebGPU does not tell, so units may have been left out",
    "welche Einheit der Karte was gerechnet hat: WebGPU sagt es nicht, also können Einheiten ausgelassen sein",
  ],
  [
    "any card: a program on the processor computed",
    "jede Karte: ein Programm auf dem Prozessor hat gerechnet",
  ],
  [
    "which of the cards it was: WebGPU does not say it clearly enough",
    "welche der Karten es war: WebGPU sagt es nicht deutlich genug",
  ],
  ["these cards: {names}", "diese Karten: {names}"],
  ["all but at most one of these cards: {names}", "alle bis auf höchstens eine dieser Karten: {names}"],
  ["the other cards: {names}", "die anderen Karten: {names}"],
  ["{count} more cards", "{count} weitere Karten"],
  ["half precision: this adapter offers none", "halbe Genauigkeit: dieser Adapter bietet keine"],
  [
    "memory beyond what caches hold: the deep test walks it",
    "Speicher über das hinaus, was Zwischenspeicher fassen: der gründliche Test geht ihn durch",
  ],
  [
    "kernels of CUDA, ROCm, Metal or a model's engine: other programs than this one's",
    "Kernel von CUDA, ROCm, Metal oder der Engine eines Modells: andere Programme als dieses",
  ],
  ["{count} of {all} products", "{count} von {all} Produkten"],
  [
    "all memory but {size}: how much is free is not known, so at most {most} are walked",
    "aller Speicher bis auf {size}: wie viel frei ist, ist nicht bekannt, also werden höchstens {most} durchgegangen",
  ],
  [
    "{left} of the {free} of memory that were free, and all that was in use",
    "{left} der {free} freien Speichers, und aller, der belegt war",
  ],
  [
    "{left} that the card did not give although it was to be walked",
    "{left}, die die Karte nicht gab, obwohl sie durchzugehen waren",
  ],
  ["the result", "das Ergebnis"],
  [
    "In a product of {size} numbers ({kind}) {word} is wrong in row {row}, column {column}: bits {bits}.",
    "In einem Produkt von {size} Zahlen ({kind}) ist {word} falsch in Zeile {row}, Spalte {column}: Bits {bits}.",
  ],
  ["the input A, read back after the product,", "die Eingabe A, nach dem Produkt zurückgelesen,"],
  ["the input B, read back after the product,", "die Eingabe B, nach dem Produkt zurückgelesen,"],
  [
    "Memory that was walked is wrong between {place} and the next 256 KiB: the device itself counted {count} words wrong, the first at {first}, bits {bits}.",
    "Durchgegangener Speicher ist falsch zwischen {place} und den nächsten 256 KiB: das Gerät selbst hat {count} falsche Wörter gezählt, das erste an Stelle {first}, Bits {bits}.",
  ],
  [
    "Memory that was walked is wrong between {place} and the next 256 KiB: its digest is not what was written gives, though the device noticed nothing.",
    "Durchgegangener Speicher ist falsch zwischen {place} und den nächsten 256 KiB: seine Prüfsumme ist nicht die des Geschriebenen, obwohl das Gerät nichts bemerkt hat.",
  ],
  [
    "Memory that was walked is wrong between {place} and the next 256 KiB: the digest is wrong; the device itself counted {count} words wrong, the first at {first}, bits {bits}.",
    "Durchgegangener Speicher ist falsch zwischen {place} und den nächsten 256 KiB: die Prüfsumme ist falsch; das Gerät selbst hat {count} falsche Wörter gezählt, das erste an Stelle {first}, Bits {bits}.",
  ],
];
