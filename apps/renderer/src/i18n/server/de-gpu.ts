import type { Phrase } from "./phrases.ts";

/** What GPU watch says of cards: what each probe found, and what to do about it. */
export const DE_GPU: readonly Phrase[] = [
  ["There is no accelerator.", "Es gibt keinen Beschleuniger."],
  [
    "Nobody could look for accelerators on this machine.",
    "Niemand konnte auf diesem Rechner nach Beschleunigern sehen.",
  ],
  ["Run casemate doctor to see why.", "casemate doctor zeigt, warum."],
  ["This probe failed; nothing was judged.", "Diese Prüfung ist gescheitert; nichts wurde beurteilt."],
  ["No card was judged.", "Keine Karte wurde beurteilt."],
  [
    "Capture a baseline: casemate gpu baseline --capture",
    "Halten Sie den Ausgangszustand fest: casemate gpu baseline --capture",
  ],
  [
    "Install nvidia-smi in a system folder: it comes with NVIDIA's driver (packages nvidia-smi, nvidia-utils or xorg-x11-drv-nvidia-cuda).",
    "Installieren Sie nvidia-smi in einem Systemordner: es kommt mit NVIDIAs Treiber (Pakete nvidia-smi, nvidia-utils oder xorg-x11-drv-nvidia-cuda).",
  ],
  [
    "Install amd-smi in a system folder: it comes with AMD's ROCm (package amd-smi-lib or amd-smi).",
    "Installieren Sie amd-smi in einem Systemordner: es kommt mit AMDs ROCm (Paket amd-smi-lib oder amd-smi).",
  ],
  ["Then check again.", "Prüfen Sie dann noch einmal."],
  // Weaknesses
  [
    "None of the weaknesses that this version knows applies to {card}.",
    "Keine der Schwächen, die diese Version kennt, trifft auf {card} zu.",
  ],
  [
    "GPUHammer: error correction of {card} is off, so another program on the card can change single bits of a model on purpose.",
    "GPUHammer: die Fehlerkorrektur von {card} ist aus, also kann ein anderes Programm auf der Karte einzelne Bits eines Modells absichtlich ändern.",
  ],
  [
    "Switch error correction on (nvidia-smi -e 1 as administrator, then restart).",
    "Schalten Sie die Fehlerkorrektur ein (nvidia-smi -e 1 als Administrator, dann Neustart).",
  ],
  [
    "It costs up to a tenth of the speed and a sixteenth of the memory.",
    "Das kostet bis zu einem Zehntel der Geschwindigkeit und ein Sechzehntel des Speichers.",
  ],
  [
    "GPUHammer: whether another program could change bits of a model on {card} is not known, because its kind of memory or its error correction is not.",
    "GPUHammer: ob ein anderes Programm Bits eines Modells auf {card} ändern könnte, ist nicht bekannt, weil die Art des Speichers oder die Fehlerkorrektur es nicht ist.",
  ],
  [
    "End the other programs while a model works, or switch on process isolation of the driver (amd-smi set --process-isolation 1 as administrator).",
    "Beenden Sie die anderen Programme, solange ein Modell arbeitet, oder schalten Sie die Trennung der Programme im Treiber ein (amd-smi set --process-isolation 1 als Administrator).",
  ],
  [
    "End the other programs while a model works, and install the newest driver of the card's maker.",
    "Beenden Sie die anderen Programme, solange ein Modell arbeitet, und installieren Sie den neuesten Treiber des Herstellers der Karte.",
  ],
  [
    "End the other programs while a model works: this chip has no switch against it.",
    "Beenden Sie die anderen Programme, solange ein Modell arbeitet: dieser Chip hat keinen Schalter dagegen.",
  ],
  [
    "{card} does not say what it is, so known weaknesses cannot be looked up.",
    "{card} sagt nicht, was sie ist, also sind bekannte Schwächen nicht nachzuschlagen.",
  ],
  ["LeftoverLocals (CVE-2023-4969):", "LeftoverLocals (CVE-2023-4969):"],
  [
    "LeftoverLocals (CVE-2023-4969): other programs use {card}, and on this kind of part they could read parts of a model's answers.",
    "LeftoverLocals (CVE-2023-4969): andere Programme benutzen {card}, und auf solchen Chips könnten sie Teile der Antworten eines Modells lesen.",
  ],
  [
    "{card} is of a kind on which other programs could read parts of answers, and which programs use it is not told.",
    "{card} ist von einer Art, auf der andere Programme Teile von Antworten lesen könnten, und welche Programme sie benutzen, wird nicht gesagt.",
  ],
  [
    "Run no programs that you do not trust while a model works on this card.",
    "Lassen Sie keine Programme laufen, denen Sie nicht trauen, solange ein Modell auf dieser Karte arbeitet.",
  ],
  // Drivers
  [
    "Driver or device number of {card} could not be read.",
    "Treiber oder Gerätenummer von {card} war nicht zu lesen.",
  ],
  [
    "Drivers and firmware were read, and no baseline says what they should be.",
    "Treiber und Firmware sind gelesen, aber kein Ausgangszustand sagt, wie sie sein sollen.",
  ],
  ["Not compared with the baseline: {what}.", "Nicht mit dem Ausgangszustand verglichen: {what}."],
  [
    "See that the tool answers, then check again.",
    "Sorgen Sie dafür, dass das Werkzeug antwortet, und prüfen Sie dann noch einmal.",
  ],
  [
    "If another tool tells these from now on, capture a new baseline: casemate gpu baseline --capture",
    "Wenn das von nun an ein anderes Werkzeug sagt, halten Sie einen neuen Ausgangszustand fest: casemate gpu baseline --capture",
  ],
  [
    "Driver, firmware and kernel modules are those of the baseline.",
    "Treiber, Firmware und Kernelmodule sind die des Ausgangszustands.",
  ],
  ["Not told, so not compared: {what}.", "Nicht gesagt, also nicht verglichen: {what}."],
  // Memory errors
  ["Unload the model and restart the machine.", "Entladen Sie das Modell, und starten Sie den Rechner neu."],
  ["If it comes back, have the card replaced.", "Kommt es wieder, lassen Sie die Karte ersetzen."],
  [
    "Restart when it suits you, and watch whether it grows.",
    "Starten Sie neu, wenn es passt, und sehen Sie, ob es mehr wird.",
  ],
  [
    "Whether {card} corrects memory errors could not be read.",
    "Ob {card} Speicherfehler korrigiert, war nicht zu lesen.",
  ],
  [
    "Of the memory errors of {card} not everything could be read: {what}.",
    "Von den Speicherfehlern von {card} war nicht alles zu lesen: {what}.",
  ],
  [
    "{card} has no error correction: a wrong bit in its memory goes unnoticed.",
    "{card} hat keine Fehlerkorrektur: ein falsches Bit in ihrem Speicher bleibt unbemerkt.",
  ],
  [
    "{count} pieces of the memory of {card} were taken out of use, and no baseline says whether that is new.",
    "{count} Stücke des Speichers von {card} sind stillgelegt, und kein Ausgangszustand sagt, ob das neu ist.",
  ],
  [
    "{card}: error correction is on, and nothing is uncorrected.",
    "{card}: die Fehlerkorrektur ist an, und nichts blieb unkorrigiert.",
  ],
  [
    "{card} could correct memory errors, and that is switched off.",
    "{card} könnte Speicherfehler korrigieren, und das ist ausgeschaltet.",
  ],
  [
    "{card} corrected memory errors when the baseline was captured, and now says that it cannot.",
    "{card} hat Speicherfehler korrigiert, als der Ausgangszustand festgehalten wurde, und sagt nun, dass sie es nicht kann.",
  ],
  [
    "Switch it on (nvidia-smi -e 1 as administrator) and restart.",
    "Schalten Sie sie ein (nvidia-smi -e 1 als Administrator), und starten Sie neu.",
  ],
  [
    "AMD's tools cannot switch it: take amdgpu.ras_enable=0 out of the kernel's parameters, if it is there, and restart.",
    "AMDs Werkzeuge können das nicht schalten: nehmen Sie amdgpu.ras_enable=0 aus den Parametern des Kernels, wenn es dort steht, und starten Sie neu.",
  ],
  [
    "Switch it on with the tool of the card's maker, and restart.",
    "Schalten Sie sie mit dem Werkzeug des Herstellers ein, und starten Sie neu.",
  ],
  [
    "{count} memory errors since the driver was loaded could not be corrected.",
    "{count} Speicherfehler seit dem Laden des Treibers waren nicht zu korrigieren.",
  ],
  ["Results may be wrong.", "Ergebnisse können falsch sein."],
  [
    "{count} memory errors that could not be corrected since the baseline.",
    "{count} Speicherfehler seit dem Ausgangszustand, die nicht zu korrigieren waren.",
  ],
  [
    "{count} memory errors that could not be corrected.",
    "{count} Speicherfehler, die nicht zu korrigieren waren.",
  ],
  [
    "{card}: a bad row of its memory could not be replaced.",
    "{card}: eine schlechte Zeile ihres Speichers war nicht zu ersetzen.",
  ],
  [
    "{card}: bad memory waits for a restart to be taken out of use.",
    "{card}: schlechter Speicher wartet auf einen Neustart, um stillgelegt zu werden.",
  ],
  [
    "{count} memory errors were corrected since the driver was loaded.",
    "{count} Speicherfehler wurden seit dem Laden des Treibers korrigiert.",
  ],
  [
    "{count} more pieces of its memory were taken out of use since the baseline.",
    "{count} weitere Stücke ihres Speichers wurden seit dem Ausgangszustand stillgelegt.",
  ],
  // The kernel's log
  [
    "The kernel's log could not be read, so errors and resets of the card would not be seen.",
    "Das Protokoll des Kernels war nicht zu lesen, also blieben Fehler und Neustarts der Karte ungesehen.",
  ],
  [
    "Let this user read it (group systemd-journal or adm), then check again.",
    "Lassen Sie diesen Benutzer es lesen (Gruppe systemd-journal oder adm), und prüfen Sie dann noch einmal.",
  ],
  [
    "The driver reported once that the card's memory, link or reset failed.",
    "Der Treiber hat einmal gemeldet, dass Speicher, Verbindung oder Neustart der Karte versagt hat.",
  ],
  [
    "The driver reported {count} times that the card's memory, link or reset failed.",
    "Der Treiber hat {count}-mal gemeldet, dass Speicher, Verbindung oder Neustart der Karte versagt hat.",
  ],
  ["Last:", "Zuletzt:"],
  [
    "Unload the model, restart the machine, and check power and cooling of the card.",
    "Entladen Sie das Modell, starten Sie den Rechner neu, und prüfen Sie Stromversorgung und Kühlung der Karte.",
  ],
  [
    "The driver reported once a hang, reset or error.",
    "Der Treiber hat einmal ein Hängen, einen Neustart oder einen Fehler gemeldet.",
  ],
  [
    "The driver reported {count} times a hang, reset or error.",
    "Der Treiber hat {count}-mal ein Hängen, einen Neustart oder einen Fehler gemeldet.",
  ],
  [
    "A program or driver can cause this as well as the card.",
    "Ein Programm oder Treiber kann das ebenso verursachen wie die Karte.",
  ],
  ["Watch whether it comes back.", "Sehen Sie, ob es wiederkommt."],
  [
    "The driver reported no error, hang or reset since the machine started.",
    "Der Treiber hat seit dem Start des Rechners keinen Fehler, kein Hängen und keinen Neustart gemeldet.",
  ],
  // Link
  [
    "{card} is part of the processor and has no such link.",
    "{card} ist ein Teil des Prozessors und hat keine solche Verbindung.",
  ],
  ["The link of {card} could not be read.", "Die Verbindung von {card} war nicht zu lesen."],
  [
    "{card} is connected with {count} lanes instead of {expected}.",
    "{card} ist mit {count} Leitungspaaren verbunden statt mit {expected}.",
  ],
  ["Some cards do this while idle.", "Manche Karten tun das im Leerlauf."],
  [
    "If it stays so under load: reseat the card, check the slot and the cable.",
    "Bleibt es unter Last so: stecken Sie die Karte neu, und prüfen Sie Steckplatz und Kabel.",
  ],
  [
    "{card} had to repeat {count} packets on its link since the baseline.",
    "{card} musste seit dem Ausgangszustand {count} Pakete auf ihrer Verbindung wiederholen.",
  ],
  [
    "{card} had to repeat {count} packets on its link.",
    "{card} musste {count} Pakete auf ihrer Verbindung wiederholen.",
  ],
  [
    "Reseat the card and check riser, slot and power.",
    "Stecken Sie die Karte neu, und prüfen Sie Adapter, Steckplatz und Stromversorgung.",
  ],
  [
    "{card} has its {count} lanes; how often packets were repeated could not be read.",
    "{card} hat ihre {count} Leitungspaare; wie oft Pakete wiederholt wurden, war nicht zu lesen.",
  ],
  ["{card} is connected with all {count} lanes.", "{card} ist mit allen {count} Leitungspaaren verbunden."],
];
