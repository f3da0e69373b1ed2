import type { Phrase } from "./phrases.ts";

/** What GPU watch says of how a card is used, of known answers, the engine, stored models and the machine around. */
export const DE_GPU_USE: readonly Phrase[] = [
  // Cards and device files
  [
    "What told of {card} at capture did not answer now, so whether it is still there is not known.",
    "Was beim Festhalten von {card} wusste, hat nun nicht geantwortet, also ist nicht bekannt, ob sie noch da ist.",
  ],
  [
    "What tells of {card} did not answer at capture, so whether it was there then is not known.",
    "Was von {card} weiß, hat beim Festhalten nicht geantwortet, also ist nicht bekannt, ob sie damals da war.",
  ],
  ["If it is yours, capture a new baseline.", "Ist es Ihre, halten Sie einen neuen Ausgangszustand fest."],
  [
    "See why the tool does not answer, then check again.",
    "Sehen Sie nach, warum das Werkzeug nicht antwortet, und prüfen Sie dann noch einmal.",
  ],
  [
    "1 card found, and no baseline says which there should be.",
    "1 Karte gefunden, aber kein Ausgangszustand sagt, welche da sein soll.",
  ],
  [
    "{count} cards found, and no baseline says which there should be.",
    "{count} Karten gefunden, aber kein Ausgangszustand sagt, welche da sein sollen.",
  ],
  [
    "If these are your cards, capture a baseline: casemate gpu baseline --capture",
    "Sind das Ihre Karten, halten Sie den Ausgangszustand fest: casemate gpu baseline --capture",
  ],
  [
    "1 card, as in the baseline, but device files could not be listed.",
    "1 Karte, wie im Ausgangszustand, aber Gerätedateien waren nicht aufzulisten.",
  ],
  [
    "{count} cards, as in the baseline, but device files could not be listed.",
    "{count} Karten, wie im Ausgangszustand, aber Gerätedateien waren nicht aufzulisten.",
  ],
  [
    "{what}, as in the baseline, but device files could not be listed when it was captured.",
    "Dieselbe Zahl von Karten wie im Ausgangszustand ({what}), aber Gerätedateien waren damals nicht aufzulisten.",
  ],
  ["1 card, the ones of the baseline.", "1 Karte, die des Ausgangszustands."],
  ["{count} cards, the ones of the baseline.", "{count} Karten, die des Ausgangszustands."],
  // Memory in use
  [
    "{card} shares the machine's memory; there is no own to account for.",
    "{card} teilt sich den Speicher mit dem Rechner; eigenen, über den Buch zu führen wäre, hat sie nicht.",
  ],
  [
    "How much memory of {card} is in use could not be read.",
    "Wie viel Speicher von {card} belegt ist, war nicht zu lesen.",
  ],
  [
    "{card} says that more memory is in use than it has, so nothing it says about memory counts.",
    "{card} nennt mehr belegten Speicher, als sie hat, also zählt nichts, was sie über Speicher sagt.",
  ],
  [
    "{count} MiB of {card} are in use, and its driver does not say by whom.",
    "{count} MiB von {card} sind belegt, und ihr Treiber sagt nicht, von wem.",
  ],
  [
    "The programs on {card} say that they take {count} MiB, and only {used} are in use: one of the two is wrong.",
    "Die Programme auf {card} geben an, {count} MiB zu belegen, und nur {used} sind belegt: eines von beiden ist falsch.",
  ],
  [
    "{count} MiB of {card} are in use, and no program that is listed takes them.",
    "{count} MiB von {card} sind belegt, und kein genanntes Programm belegt sie.",
  ],
  [
    "A hidden program, another user's, or a driver that lost track.",
    "Ein verstecktes Programm, eines von einem anderen Benutzer, oder ein Treiber, der sich verzählt hat.",
  ],
  [
    "Restart the machine; if it comes back, find out what takes it.",
    "Starten Sie den Rechner neu; kommt es wieder, finden Sie heraus, was ihn belegt.",
  ],
  [
    "The programs on {card} account for the memory that is in use.",
    "Die Programme auf {card} erklären den belegten Speicher.",
  ],
  [
    "The runtime of models is none of them: this version computes on the processor.",
    "Die Laufzeit der Modelle ist nicht darunter: diese Version rechnet auf dem Prozessor.",
  ],
  // Heat, power, programs
  ["{card} is at {count} °C; its limit is {limit}.", "{card} hat {count} °C; ihre Grenze ist {limit}."],
  [
    "Check fans and dust, and give it less to do.",
    "Prüfen Sie Lüfter und Staub, und geben Sie ihr weniger zu tun.",
  ],
  ["{card} slows itself down: {what}.", "{card} bremst sich selbst: {what}."],
  ["Check cooling and power supply.", "Prüfen Sie Kühlung und Stromversorgung."],
  [
    "{card}: its power limit is {now} W instead of {before}.",
    "{card}: ihre Leistungsgrenze ist {now} W statt {before}.",
  ],
  [
    "If you did not do this, somebody with administrator rights did.",
    "Waren das nicht Sie, war es jemand mit Administratorrechten.",
  ],
  [
    "Whether {card} is within its limits cannot be told.",
    "Ob {card} innerhalb ihrer Grenzen ist, ist nicht zu sagen.",
  ],
  ["Whether it slows down could not be read.", "Ob sie langsamer wird, war nicht zu lesen."],
  ["Its temperature could not be read.", "Ihre Temperatur war nicht zu lesen."],
  ["Nobody says how hot it may get.", "Niemand sagt, wie heiß sie werden darf."],
  ["The limit of its power could not be compared.", "Ihre Leistungsgrenze war nicht zu vergleichen."],
  [
    "{card} is within its limits and does not slow down for heat or power.",
    "{card} ist innerhalb ihrer Grenzen und wird nicht wegen Hitze oder Leistung langsamer.",
  ],
  [
    "Which programs use {card} is not told by its driver.",
    "Welche Programme {card} benutzen, sagt ihr Treiber nicht.",
  ],
  [
    "{count} programs use {card}, and no baseline says which may.",
    "{count} Programme benutzen {card}, und kein Ausgangszustand sagt, welche das dürfen.",
  ],
  [
    "Nothing uses {card} that did not when the baseline was captured.",
    "Nichts benutzt {card}, was das nicht schon beim Festhalten des Ausgangszustands tat.",
  ],
  [
    "{count} programs use {card} that did not when the baseline was captured: {names}.",
    "{count} Programme benutzen {card}, die das beim Festhalten des Ausgangszustands nicht taten: {names}.",
  ],
  [
    "End those that you do not know before you load a model.",
    "Beenden Sie die, die Sie nicht kennen, bevor Sie ein Modell laden.",
  ],
  // Virtual machine
  [
    "Work with secrets here only if you trust the owner of the outer machine.",
    "Arbeiten Sie hier mit Geheimem nur, wenn Sie dem Besitzer des äußeren Rechners trauen.",
  ],
  [
    "The driver says that {card} is handed to this machine by another one, though the processor does not say that this is a virtual machine.",
    "Der Treiber sagt, dass {card} diesem Rechner von einem anderen durchgereicht wird, obwohl der Prozessor nicht sagt, dass dies eine virtuelle Maschine ist.",
  ],
  [
    "The owner of the other one can read and change the card's memory.",
    "Der Besitzer des anderen kann den Speicher der Karte lesen und ändern.",
  ],
  [
    "The driver says that {card} is handed on to virtual machines: other systems compute on the same card.",
    "Der Treiber sagt, dass {card} an virtuelle Maschinen weitergereicht wird: andere Systeme rechnen auf derselben Karte.",
  ],
  [
    "Load no model on it while a virtual machine that you do not trust uses it.",
    "Laden Sie kein Modell darauf, solange eine virtuelle Maschine sie benutzt, der Sie nicht trauen.",
  ],
  ["It was so when the baseline was captured.", "Das war beim Festhalten des Ausgangszustands schon so."],
  [
    "Whether this is a virtual machine could not be found out.",
    "Ob dies eine virtuelle Maschine ist, war nicht herauszufinden.",
  ],
  [
    "This is no virtual machine, as far as the system says; nobody could look for cards.",
    "Dies ist keine virtuelle Maschine, soweit das System es sagt; nach Karten konnte niemand sehen.",
  ],
  [
    "This is no virtual machine, as far as the system says.",
    "Dies ist keine virtuelle Maschine, soweit das System es sagt.",
  ],
  [
    "The processor does not say that this is a virtual machine, and the driver does not say whether {card} belongs to it.",
    "Der Prozessor sagt nicht, dass dies eine virtuelle Maschine ist, und der Treiber sagt nicht, ob {card} zu ihr gehört.",
  ],
  [
    "The card belongs to this machine alone, as far as the system says.",
    "Die Karte gehört allein diesem Rechner, soweit das System es sagt.",
  ],
  [
    "This machine runs inside another one ({name}, by {who}).",
    "Dieser Rechner läuft innerhalb eines anderen ({name}, Quelle: {who}).",
  ],
  [
    "This machine runs inside another one ({name}).",
    "Dieser Rechner läuft innerhalb eines anderen ({name}).",
  ],
  [
    "Whoever runs that one can read all of this one's memory, models and keys included.",
    "Wer jenen betreibt, kann den ganzen Speicher von diesem lesen, auch Modelle und Schlüssel.",
  ],
  [
    "Its owner can read and change the card's memory, take the card away, and give it to others afterwards; a TPM in here is made of software.",
    "Sein Besitzer kann den Speicher der Karte lesen und ändern, die Karte wegnehmen und danach anderen geben; ein TPM hier drinnen ist aus Software.",
  ],
  // The processor
  [
    "The processor's known-answer test did not answer.",
    "Die Prüfung des Prozessors mit bekannten Antworten hat nicht geantwortet.",
  ],
  [
    "Check again; if it stays so, restart the machine.",
    "Prüfen Sie noch einmal; bleibt es so, starten Sie den Rechner neu.",
  ],
  [
    "The processor's known-answer test computed nothing.",
    "Die Prüfung des Prozessors mit bekannten Antworten hat nichts gerechnet.",
  ],
  [
    "The processor computed {wrong} of {count} known products wrong.",
    "Der Prozessor hat {wrong} von {count} bekannten Produkten falsch gerechnet.",
  ],
  [
    "What models and programs compute here cannot be trusted.",
    "Was Modelle und Programme hier rechnen, ist nicht zu glauben.",
  ],
  [
    "Stop working, undo overclocking, test the memory (memtest86+) and the cooling.",
    "Hören Sie auf zu arbeiten, nehmen Sie Übertaktung zurück, prüfen Sie Speicher (memtest86+) und Kühlung.",
  ],
  [
    "Then run casemate gpu check --deep: this stays until that was right.",
    "Rufen Sie dann casemate gpu check --deep auf: dies bleibt, bis das richtig war.",
  ],
  [
    "The processor computed {count} known products of {size} numbers exactly.",
    "Der Prozessor hat {count} bekannte Produkte von {size} Zahlen genau gerechnet.",
  ],
  [
    "A program on the processor that stood in for a card computed wrong: {wrong} of {count} products, and {blocks} stretches of memory.",
    "Ein Programm auf dem Prozessor, das für eine Karte einstand, hat falsch gerechnet: {wrong} von {count} Produkten und {blocks} Abschnitte des Speichers.",
  ],
  ["No time was taken yet.", "Noch wurde keine Zeit genommen."],
  [
    "There is no captured speed to compare with.",
    "Es ist keine Geschwindigkeit festgehalten, mit der zu vergleichen wäre.",
  ],
  ["clock cycles", "Takte"],
  ["time", "Zeit"],
  [
    "The known answers took {factor} times the {word} that they took when the baseline was captured.",
    "Die bekannten Antworten brauchten das {factor}-Fache von damals, als der Ausgangszustand festgehalten wurde (gemessen: {word}).",
  ],
  [
    "Load, heat and power saving do this; so does another program that uses the processor.",
    "Last, Hitze und Stromsparen bewirken das; ebenso ein anderes Programm, das den Prozessor benutzt.",
  ],
  ["This alone says nothing bad.", "Das allein sagt nichts Schlechtes."],
  // The engine
  ["The engine was not asked yet.", "Die Engine ist noch nicht gefragt worden."],
  ["It is asked while no model answers.", "Sie wird gefragt, wenn kein Modell antwortet."],
  ["The engine could not be asked:", "Die Engine war nicht zu fragen:"],
  ["on the processor", "auf dem Prozessor"],
  [
    "The engine answered {word}, and nobody said what it should answer.",
    "Die Engine hat {word} geantwortet, und niemand hat gesagt, was sie antworten soll.",
  ],
  [
    "The engine answered as at capture, and does not say any more what answered: {what}.",
    "Die Engine hat geantwortet wie beim Festhalten, und sagt nicht mehr, was da antwortet: {what}.",
  ],
  [
    "The engine gave the {count} words that it gave when the baseline was captured, with the same likelihoods, {word}.",
    "Die Engine hat {word} dieselben {count} Wörter gegeben wie beim Festhalten des Ausgangszustands, mit denselben Wahrscheinlichkeiten.",
  ],
  ["Nothing was computed elsewhere to compare with.", "Anderswo wurde zum Vergleich nichts gerechnet."],
  // Stored models
  [
    "The vault is locked: no stored model can be read, and none can be loaded.",
    "Der Tresor ist gesperrt: kein gespeichertes Modell ist zu lesen, und keines zu laden.",
  ],
  [
    "{damaged} of {count} stored models are not what was inspected: a piece of the file does not authenticate, or its size is another.",
    "{damaged} von {count} gespeicherten Modellen sind nicht, was geprüft wurde: ein Stück der Datei ist nicht echt, oder ihre Größe ist eine andere.",
  ],
  ["See the incident about each of them.", "Sehen Sie den Vorfall zu jedem davon an."],
  [
    "Put the file back from a backup and inspect it again, or remove the model.",
    "Spielen Sie die Datei aus einer Sicherung ein und prüfen Sie sie noch einmal, oder entfernen Sie das Modell.",
  ],
  ["No admitted model is stored.", "Kein zugelassenes Modell ist gespeichert."],
  [
    "{unread} of {count} stored models could not be read again, so nobody knows whether they are what was inspected: {names}.",
    "{unread} von {count} gespeicherten Modellen waren nicht noch einmal zu lesen, also weiß niemand, ob sie sind, was geprüft wurde: {names}.",
  ],
  [
    "Check the disk, and who may read the vault's files.",
    "Prüfen Sie den Datenträger, und wer die Dateien des Tresors lesen darf.",
  ],
  ["Loading such a model will fail as well.", "Auch das Laden eines solchen Modells wird scheitern."],
  [
    "Reading the stored models again has not begun since the vault was opened.",
    "Seit dem Öffnen des Tresors hat das erneute Lesen der gespeicherten Modelle noch nicht begonnen.",
  ],
  [
    "{part} % of what is stored was read again so far; nothing is wrong with that part, and the rest is not known yet.",
    "{part} % des Gespeicherten sind bisher noch einmal gelesen; an diesem Teil ist nichts falsch, und der Rest ist noch nicht bekannt.",
  ],
  [
    "All of what is stored was read again since the vault was opened, and every piece is what was inspected.",
    "Alles Gespeicherte ist seit dem Öffnen des Tresors noch einmal gelesen, und jedes Stück ist, was geprüft wurde.",
  ],
  [
    "The copy in the runtime's memory is sealed when it is loaded, and is not read again.",
    "Die Kopie im Speicher der Laufzeit wird beim Laden versiegelt und nicht noch einmal gelesen.",
  ],
];
