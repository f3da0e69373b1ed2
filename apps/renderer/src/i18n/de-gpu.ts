/** Deutsch: die Wörter der GPU-Wache. */
export const deGpu = {
  title: "Was rechnet",
  reading: "Was die GPU-Wache weiß, wird gelesen…",
  open: "Genauer ansehen",
  back: "Der ganze Rechner",
  check: "Jetzt prüfen",
  checking: "Wird geprüft…",
  looked: "Angesehen",
  lead: {
    never: "Was hier rechnet, hat noch niemand angesehen. Das ist unbekannt, nicht gut.",
    blind:
      "Unbekannt: Nach Beschleunigern konnte auf diesem Rechner niemand suchen. Das heißt nicht, dass es keine gibt.",
    healthyNone:
      "Es gibt keinen Beschleuniger. Der Prozessor rechnet, und seine bekannten Antworten waren genau richtig.",
    healthy_one: "Was an {{count}} Beschleuniger angesehen werden konnte, ist, wie es sein soll.",
    healthy_other: "Was an {{count}} Beschleunigern angesehen werden konnte, ist, wie es sein soll.",
    warning: "Etwas an dem, was hier rechnet, sollten Sie sich ansehen.",
    critical:
      "Verlassen Sie sich nicht auf das, was dieser Rechner rechnet: Etwas ist durchgefallen oder wurde geändert.",
    unknown: "Unbekannt: Zu wenig konnte angesehen werden, um zu sagen, dass alles gut ist.",
  },
  todo: {
    never: "Die erste Runde kommt 15 Sekunden nach dem Start von selbst. Oder jetzt prüfen.",
    capture: "Legen Sie unten eine Grundlinie fest: Von da an wird jede Änderung gemeldet.",
    none: "Es ist nichts zu tun.",
    look: "Sehen Sie die Gründe an: Bei jedem steht, was zu tun ist.",
  },
  why: "Warum",
  blind: "Nicht bekannt",
  status: {
    pass: "in Ordnung",
    warning: "ansehen",
    critical: "durchgefallen",
    unknown: "unbekannt",
    not_applicable: "nichts zu prüfen",
  },
  verdict: { healthy: "in Ordnung", warning: "ansehen", critical: "durchgefallen", unknown: "unbekannt" },
  cards: "Beschleuniger",
  cardsUnknown:
    "Unbekannt: Nach Beschleunigern konnte niemand suchen. Wer gefragt wurde, steht am Ende dieser Seite.",
  cardsNone:
    "Keiner gefunden. Modelle laufen auf dem Prozessor, darum gibt es keine Werte einer Karte und keine Kurven.",
  card: "Beschleuniger",
  notTold: "nicht gesagt",
  on: "an",
  off: "aus",
  fact: {
    driver: "Treiber",
    vbios: "VBIOS",
    firmware: "Firmware",
    inforom: "InfoROM",
    partNumber: "Teilenummer",
    uuid: "Kennung",
    device: "Art (PCI)",
    memoryTotal: "Speicher",
    memoryUsed: "Belegter Speicher",
    memoryFree: "Freier Speicher",
    eccOn: "Fehlerkorrektur",
    linkGen: "Anbindung, Generation",
    linkWidth: "Anbindung, Leitungen",
    powerLimit: "Leistungsgrenze",
    temperature: "Temperatur",
    temperatureLimit: "Wird langsamer ab",
    virtualization: "Virtualisierung",
    power: "Leistung",
    clock: "Takt",
    processes: "Programme",
    throttle: "Gebremst durch",
    engine: "Engine",
  },
  hour: "Die letzte Stunde",
  hourNote:
    "Nur im Arbeitsspeicher. Wo eine Kurve unterbrochen ist, sah niemand hin, oder die Karte sagte nichts.",
  noChart: "Kurven zeigen Werte einer Karte, und es gibt keine.",
  noFigures: "Der Treiber sagt keine Werte dieser Karte. Lieber wird nichts gezeigt als etwas Erfundenes.",
  figure: {
    temperature: "Temperatur",
    power: "Leistung",
    clock: "Takt",
    memoryUsed: "Belegter Speicher",
    busy: "Auslastung",
    fan: "Lüfter",
  },
  chartLabel: "{{name}} in der letzten Stunde: jetzt {{now}}, am wenigsten {{least}}, am meisten {{most}}.",
  asTable: "{{name}} als Tabelle",
  from: "Fünf Minuten ab",
  least: "Am wenigsten",
  most: "Am meisten",
  probes: "Prüfungen",
  probesNote: "Öffnen Sie eine, um zu sehen, worauf sie beruht, und was sie sagen kann und was nicht.",
  tellsTitle: "Was sie sagt.",
  remedy: "Was zu tun ist.",
  evidence: "Worauf sie beruht",
  noEvidence: "Es gibt nichts, worauf sie beruht.",
  probe: {
    inventory: "Beschleuniger und ihre Dateien",
    driver: "Treiber und Firmware",
    ecc: "Speicherfehler",
    events: "Ereignisse im Protokoll des Kernels",
    link: "Anbindung der Karte",
    operation: "Wärme, Leistung und Takt",
    processes: "Programme auf der Karte",
    memory: "Belegter Speicher",
    advisories: "Bekannte Schwächen",
    virtual_machine: "Virtuelle Maschine",
    cpu_known_answer: "Bekannte Antworten (Prozessor)",
    known_answer: "Bekannte Antworten (Beschleuniger)",
    engine: "Antworten der Engine",
    stored_models: "Abgelegte Modelle, neu gelesen",
    timing: "Tempo der bekannten Antworten",
  },
  tells: {
    inventory:
      "Ob seit der Grundlinie eine Karte oder eine ihrer Gerätedateien kam oder ging. Einem Treiber oder Hypervisor, der lügt, wird geglaubt.",
    driver:
      "Ob Treiber, Kernelmodul, VBIOS und Firmware sich nennen wie bei der Grundlinie; die Datei des Moduls wird über ihren Digest verglichen. Ob Firmware echt ist, kann sie nicht sagen.",
    ecc: "Fehler, die der Speicher der Karte gezählt hat. Eine Karte ohne Fehlerkorrektur zählt keine: Dann ist nichts bekannt.",
    events:
      "Was der Kernel seit diesem Start über Ausfälle und Neustarts der Karte schrieb. Ein leeres Protokoll beweist nichts.",
    link: "Ob die Anbindung so breit läuft wie zuvor, und wie oft sie wiederholen musste. Wer mitliest, sagt sie nicht.",
    operation: "Ob die Karte zu heiß ist oder gebremst wird. Ob Ergebnisse stimmen, sagt sie nicht.",
    processes:
      "Welche Programme der Treiber auf der Karte nennt. Eines, das sich vor ihm verbirgt, wird nicht genannt.",
    memory:
      "Ob die genannten Programme den belegten Speicher erklären. Kleine Mengen gehören dem Treiber selbst.",
    advisories: "Veröffentlichte Schwächen dieser Art Karte. Ob sie hier nutzbar sind, wird nicht versucht.",
    virtual_machine:
      "Ob dies eine virtuelle Maschine ist: Wer sie betreibt, kann den Speicher von Maschine und Karte lesen.",
    cpu_known_answer:
      "Dass der Prozessor diese Produkte ganzer Zahlen genau berechnet hat. Nicht, welche Einheit rechnete, und nichts über andere Rechnungen oder den übrigen Speicher.",
    known_answer:
      "Dass die Karte genau die bekannten Ergebnisse gab und ihr Speicher behielt, was hineingeschrieben wurde. Nicht, welche Einheit gerechnet hat, und nicht, dass Kernel von CUDA, ROCm oder Metal richtig sind.",
    engine:
      "Dass die Engine mit einem kleinen Modell Wort für Wort sagt, was sie bei der Grundlinie sagte. Gerechnet wurde nur auf dem Prozessor, und verglichen mit jenem Tag, nicht mit einem anderen Gerät.",
    stored_models:
      "Dass jedes gelesene Stück das untersuchte ist. Noch nicht gelesene Stücke und die Kopie im Speicher der Laufzeit sind nicht erfasst.",
    timing:
      "Wie viel langsamer oder schneller als bei der Grundlinie. Auch Last und Wärme ändern das, darum ändert es nie das Urteil.",
  },
  answer: {
    title: "Bekannte Antworten des Beschleunigers",
    note: "Ein Browser oder, in der Desktop-Anwendung, ein verborgenes Fenster lässt die Karte rechnen, was Casemate schon weiß: ohne Netz und nur dafür geöffnet. Es urteilt Casemate, nicht der Browser oder das Fenster.",
    never: "Niemand hat den Beschleuniger bekannte Antworten rechnen lassen, seit Casemate gestartet wurde.",
    quick: "Kurzer Test, wenige Sekunden",
    deep: "Gründlicher Test, Minuten",
    stop: "Test anhalten",
    stopped: "Der Test wurde angehalten. Was vorher bekannt war, gilt weiter.",
    tells:
      "Eine richtige Antwort zeigt, dass das Ergebnis richtig war: nicht, welche Einheit gerechnet hat, und nicht, dass Kernel von CUDA, ROCm oder Metal richtig sind. Testen Sie nicht, während ein Modell antwortet: beides wird langsamer.",
    right: "Alles, was gerechnet wurde, war richtig.",
    wrong: "Etwas wurde falsch gerechnet. Verlassen Sie sich nicht auf diese Karte.",
    unknown: "Unbekannt.",
    software:
      "Richtig, aber keine Karte hat gerechnet: ein Programm auf dem Prozessor stand für eine ein. Das sagt nichts über irgendeine Karte.",
    softwareWrong:
      "Falsch, und keine Karte hat gerechnet: ein Programm auf dem Prozessor stand an ihrer Stelle. Verlassen Sie sich nicht auf diesen Prozessor.",
    depth: { quick: "Kurzer Test", deep: "Gründlicher Test" },
    stage: {
      starting: "was rechnet, startet",
      products: "bekannte Produkte werden gerechnet",
      memory: "der Speicher wird abgelaufen",
    },
    where: {
      window: "Gerechnet in Casemates eigenem verborgenem Fenster.",
      browser: "Gerechnet in einem Browser dieses Rechners: {{path}}, {{version}}.",
    },
    covered:
      "{{by}}: {{done}} von {{planned}} Produkten; {{memory}} von {{wanted}} Speicher, in {{passes}} Durchgängen.",
    free: "Der Treiber nennt {{free}} frei; höchstens 80 % davon werden abgelaufen.",
    freeUnknown:
      "Der Treiber sagt nicht, wie viel Speicher frei ist, darum wurde ein kleiner Teil abgelaufen.",
    freeWhich:
      "Welche der Karten gerechnet hat, ist nicht bekannt, und nicht, wie viel ihres Speichers frei ist; darum wurde ein kleiner Teil abgelaufen.",
    freeSoftware: "Ein Programm auf dem Prozessor läuft einen kleinen Teil des Speichers dieser Maschine ab.",
    notCovered: "Was dieser Test nicht erfasst hat",
    plan: {
      pending: "Ob Tests von selbst beginnen, ist noch nicht bekannt.",
      by_itself:
        "Kurze Tests beginnen von selbst: wenn ein Modell geladen wurde, und alle fünf Minuten, solange nichts arbeitet.",
      off: "Kein Test beginnt von selbst: So haben Sie es gewählt.",
      no_card: "Kein Test beginnt von selbst: Es gibt keinen Beschleuniger.",
      unknown: "Kein Test beginnt von selbst: Niemand konnte die Beschleuniger ansehen.",
      working: "Kein Test beginnt von selbst, solange ein Modell arbeitet.",
      battery: "Im Akkubetrieb beginnt ein kurzer Test nur dann von selbst, wenn ein Modell geladen wurde.",
    },
    next: "Der nächste kurze:",
    weekly:
      "Einmal in der Woche beginnt ein gründlicher, nach zehn Minuten Ruhe, am Netz, und solange kein Modell geladen ist.",
    deepAt: "Der letzte gründliche endete",
    change: "Ändern, welche Tests von selbst beginnen",
  },
  changes: "Änderungen seit der Grundlinie",
  baselineOf: "Grundlinie von",
  baseline: {
    absent:
      "Es gibt keine Grundlinie: Noch hat niemand gesagt, wie dieser Rechner sein soll, also kann keine Änderung gemeldet werden.",
    damaged:
      "Ihre Datei ist beschädigt oder wurde geändert. Nichts wird mit ihr verglichen, also wird keine Änderung gesehen.",
    foreign:
      "Sie wurde nicht mit dem Schlüssel dieser Installation unterschrieben. Nichts wird mit ihr verglichen, also wird keine Änderung gesehen.",
    gone: "Ihre Datei fehlt, und das Protokoll sagt, dass es eine gab. Nichts wird verglichen, also wird keine Änderung gesehen.",
    other:
      "Ihre Datei ist nicht die, die zuletzt festgelegt wurde. Nichts wird mit ihr verglichen, also wird keine Änderung gesehen.",
    unvouched:
      "Das Protokoll sagt nicht, welche zuletzt festgelegt wurde: Es wurde neu begonnen oder ist nicht lesbar. Also ist nicht bekannt, ob dies die richtige ist.",
  },
  baselineTitle: "Grundlinie",
  baselineRemedy:
    "Holen Sie ihre Datei aus einer Sicherung zurück, oder sehen Sie nach, was jetzt da ist, und ersetzen Sie sie unten.",
  grantedLead:
    "Eine Grundlinie, die jetzt festgelegt wird, übernähme auch dies, und nichts würde mehr davon melden:",
  notKnown: "nicht bekannt",
  changesNone: "Nichts hat sich geändert.",
  explained: "Erklärt.",
  unexplained: "Unerklärt.",
  became: "wurde zu",
  nothing: "nichts",
  capture: "Grundlinie festlegen",
  replace: "Grundlinie ersetzen…",
  captureNote: "Was jetzt zu sehen ist, gilt dann als richtig. Tun Sie es, wenn Sie diesem Rechner trauen.",
  replaceNote:
    "Sieht noch einmal nach und bittet dann um Ihre Freigabe, mit jeder Änderung, die nicht mehr gemeldet wird.",
  captureBlind: "Nichts kann festgelegt werden: Die Karten konnte niemand ansehen.",
  captured: "Festgelegt. Von jetzt an wird jede Änderung gemeldet.",
  replaced: "Die Grundlinie wurde ersetzt, und das ist festgehalten.",
  baselineDigest: "der Digest der Grundlinie",
  earlier: "Frühere Urteile",
  earlierNone: "Noch keine Runde.",
  earlierDamaged:
    "Eine beschädigte Datei früherer Urteile wurde gefunden. Sie liegt als {{name}} im Datenverzeichnis; löschen Sie sie, wenn Sie wissen, warum.",
  earlierMore_one: "{{count}} frühere Runde",
  earlierMore_other: "{{count}} frühere Runden",
  when: "Wann",
  verdictName: "Urteil",
  score: "Wert, 0 ist am besten",
  raised: "Nicht gut oder unbekannt",
  trend: { same: "Es bleibt, wie es ist.", worse: "Es wird schlechter.", better: "Es wird besser." },
  limits: "Was nicht geprüft wurde",
  limitsNote: "Darüber sagt das Urteil nichts.",
  asked: "Gefragt:",
} as const;
