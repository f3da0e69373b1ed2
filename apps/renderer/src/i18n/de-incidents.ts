/** Wörter der Vorfallseiten. */
export const deIncidents = {
  title: "Vorfälle",
  starting:
    "Vorfälle wurden noch nicht gelesen. Bis dahin geschieht nichts, was ein Modell ausführt oder etwas hereinlässt.",
  none: "Kein Vorfall ist offen.",
  open_one: "{{count}} Vorfall ist offen.",
  open_other: "{{count}} Vorfälle sind offen.",
  failed_one: "{{count}} Vorfall ließ sich nicht eindämmen.",
  failed_other: "{{count}} Vorfälle ließen sich nicht eindämmen.",
  frozenLead: "Alles, was ein Modell ausführt oder etwas hereinlässt, ist eingefroren.",
  todoNone: "Nichts zu tun.",
  todo: "Öffnen Sie ihn: Er sagt, was geschah, was Casemate tat und was Sie tun.",
  todoMany: "Beginnen Sie mit dem ersten: Jeder sagt, was geschah, was Casemate tat und was Sie tun.",
  todoFailed: "Öffnen Sie ihn jetzt: Er sagt, was von Hand zu tun ist.",
  todoStarting: "Das dauert einen Augenblick. Bleibt es so, sehen Sie ins Protokoll.",
  health: "Zustandsprüfungen zeigen",
  memory:
    "Vorfälle stehen nur im Arbeitsspeicher und enden mit Casemate, weil das Protokoll nicht geschrieben werden kann.",
  openLog: "Protokoll öffnen",
  emptyTitle: "Nichts ist geschehen",
  empty:
    "Was Casemate bemerkt, steht hier: was geschah, was es von selbst tat, was Sie tun, und der Weg zurück zu einem Rechner, dem Sie trauen können.",
  noMatch: "Kein Vorfall ist so.",
  clear: "Alle Vorfälle zeigen",
  listOpen: "Offen",
  listEnded: "Beendet",
  filterClass: "Art",
  filterSeverity: "Schwere",
  filterState: "Stand",
  any: "Beliebig",
  stateOpen: "Offen",
  stateFailed: "Nicht eingedämmt",
  stateEnded: "Beendet",
  shown: "{{shown}} von {{total}} gelesen",
  more: "Ältere zeigen",
  seen_one: "einmal gesehen",
  seen_other: "{{count}}-mal gesehen",
  lastSeen: "zuletzt",
  your: "Ihr Schritt",
  severityLabel: "Schwere",
  severity: { low: "Gering", medium: "Mittel", high: "Hoch", critical: "Kritisch" },
  state: {
    open: "Offen",
    contained: "Eingedämmt",
    containment_failed: "Nicht eingedämmt",
    acknowledged: "Zur Kenntnis genommen",
    reattested: "Wieder in Ordnung befunden",
    resolved: "Gelöst",
    dismissed: "Verworfen",
  },
  next: { acknowledge: "zur Kenntnis nehmen", reattest: "Casemate neu hinsehen lassen", resolve: "lösen" },
  class: {
    attestation_failure: "Was diesen Rechner schützt, ist schwächer als zuvor",
    integrity_violation: "Etwas, worauf Casemate beruht, wurde verändert",
    unauthorized_access: "Jemand versucht vielleicht, in den Tresor zu kommen",
    manifest_mismatch: "Ein gespeichertes Modell ist nicht das geprüfte",
    policy_bypass_attempt: "Etwas versuchte, was es nicht darf",
    prompt_injection: "Ein Text hat dem Modell vielleicht Befehle gegeben",
    model_behavior_anomaly: "Ein Modell verhält sich nicht wie bei der Prüfung",
    tool_call_burst: "Ein Modell rief Werkzeuge weit öfter auf als sonst",
    forbidden_airlock_request: "Etwas verlangte eine Netzadresse, die nicht erlaubt ist",
  },
  what: {
    model_changed:
      "Ein gespeichertes Modell ist nicht das geprüfte: Seine Datei wurde auf der Platte verändert oder beschädigt. Es wurde nicht geladen.",
    runtime_died_again:
      "Die Laufzeit dieses Modells endete zweimal von selbst. Eine Datei, die die Engine abstürzen lässt, kann gemacht sein, um sie anzugreifen; zu wenig Speicher kann genauso aussehen.",
    runtime_connects:
      "Der Prozess eines laufenden Modells versuchte, eine Netzverbindung zu öffnen. Er hat kein Netz: Nichts kam hinaus.",
    tampered:
      "Eine Datei von Casemate selbst fehlt oder wurde verändert. Wozu sie gehört, wurde nicht gestartet.",
    attempts_lost:
      "Die Zählung falscher Passphrasen ging verloren oder wurde beschädigt, während Casemate nicht lief. Die längste Wartezeit gilt.",
    clock_set_back:
      "Die Uhr wurde zurückgestellt, während der Tresor falsche Passphrasen zählte. Das verkürzt keine Wartezeit.",
    wrong_passphrases:
      "Viele falsche Passphrasen hintereinander wurden am Tresor versucht. Keine öffnete ihn.",
    forbidden_call:
      "Eine Seite verlangte, was keine Seite von Casemate je verlangt. Es wurde abgewiesen. Die Seite oder eine Erweiterung des Browsers wird vielleicht von jemand anderem gelenkt.",
    gpu_watch_silent:
      "Von den Beschleunigern ist nichts bekannt: Der Prozess, der nach ihnen sieht, endete immer wieder ohne Antwort.",
    attestation_programs:
      "Casemate sah sich selbst an: Eine eigene Datei fehlt oder wurde verändert. Nichts, was handelt, wird gestartet.",
    attestation_engine:
      "Casemate sah sich selbst an: Eine Datei der Engine fehlt oder wurde verändert. Nichts, was handelt, wird gestartet.",
    attestation_policy:
      "Casemate sah sich selbst an: Eine Richtlinie oder Liste lässt sich nicht lesen. Nichts, was handelt, wird gestartet.",
    attestation_log:
      "Casemate sah sich selbst an: Sein Protokoll lässt sich nicht bestätigen. Nichts, was handelt, wird gestartet.",
    confinement_weaker:
      "Dateien und Modelle sind schwächer abgeschottet als beim letzten Start von Casemate.",
    programs_changed: "Eine Datei von Casemate selbst fehlt oder wurde verändert, während Casemate lief.",
    policy_changed:
      "Eine Richtliniendatei wurde außerhalb von Casemate verändert. Waren Sie es, nehmen Sie sie als gewollt an: casemate integrity accept",
    lists_changed:
      "Die Liste der festgelegten oder gesperrten Dateien wurde außerhalb von Casemate verändert. Waren Sie es, nehmen Sie sie als gewollt an: casemate integrity accept",
    canary:
      "Eine Falle wurde berührt: Eine Datei, die niemand zu ändern braucht, wurde verändert, verschoben oder gelöscht. Jemand oder etwas geht durch Casemates Ordner. Legen Sie sie zurück, oder lassen Sie unter Rechner, Überwachte Dateien neue legen.",
    model_file_changed:
      "Die versiegelte Datei eines gespeicherten Modells wurde auf der Platte verändert, verschoben oder gelöscht.",
    baseline_gone:
      "Die signierte Liste, wie beobachtete Dateien sein sollen, wurde entfernt. Was seither verändert wurde, lässt sich nicht sagen. Lassen Sie unter Rechner, Überwachte Dateien eine neue unterschreiben.",
    baseline_broken:
      "Die signierte Liste, wie beobachtete Dateien sein sollen, wurde verändert. Was seither verändert wurde, lässt sich nicht sagen. Lassen Sie unter Rechner, Überwachte Dateien eine neue unterschreiben.",
    gpu_baseline_damaged:
      "Die Grundlinie der Beschleuniger ist beschädigt oder wurde geändert. Nichts wird mit ihr verglichen, also wird keine Änderung von Karte, Treiber oder Firmware gesehen.",
    gpu_baseline_gone:
      "Die Grundlinie der Beschleuniger fehlt. Nichts wird verglichen, also wird keine Änderung von Karte, Treiber oder Firmware gesehen.",
    gpu_baseline_other:
      "Die Grundlinie der Beschleuniger ist nicht die, die zuletzt festgelegt wurde. Nichts wird mit ihr verglichen, also wird keine Änderung von Karte, Treiber oder Firmware gesehen.",
    gpu_baseline_foreign:
      "Die Grundlinie der Beschleuniger wurde nicht mit dem Schlüssel dieser Installation unterschrieben. Nichts wird mit ihr verglichen, also wird keine Änderung von Karte, Treiber oder Firmware gesehen.",
    canary_said:
      "Dieses Modell sagte, was nur in einer von Casemates Fallen steht. Gegeben wurde ihm davon nichts: Es, oder worin es läuft, hat eine Datei gelesen, die es nicht bekommen kann.",
    vault_damaged: "Die Dateien des Tresors wurden verändert.",
    marker_said:
      "Ein Modell hat ein verstecktes Merkmal aus seinen Anweisungen wiederholt. Das geschieht, wenn ein Text im Gespräch es dazu bringt, sie preiszugeben; ein kleines Modell tut es vielleicht auch ohne Anlass.",
  },
  fix: {
    attestation_failure:
      "Sehen Sie nach, was sich änderte. Stellen Sie es wieder her; oder gehen Sie weiter, wenn Sie es selbst geändert haben und so annehmen.",
    integrity_violation:
      "Kopieren Sie zuerst das Datenverzeichnis weg: Es ist ein Beweis. Stellen Sie dann wieder her, was verändert wurde: Installieren Sie Casemate neu, oder stellen Sie das Protokoll wieder her. Fallen, Richtlinien und Listen: Stellen Sie den alten Stand her, oder übernehmen Sie die Dateien unter Rechner, Überwachte Dateien (oder mit casemate integrity accept); das legt neue Fallen und unterschreibt eine neue Liste.",
    unauthorized_access:
      "Waren Sie das? Wenn nicht, ändern Sie die Passphrase und sehen Sie im Protokoll nach, wann es geschah. Öffnen Sie dann den Tresor.",
    manifest_mismatch:
      "Verwenden Sie dieses Modell nicht. Entfernen Sie es; oder holen Sie seine gespeicherte Datei aus einer Sicherung zurück und prüfen Sie es neu.",
    policy_bypass_attempt:
      "Sehen Sie in den Belegen nach, was versucht wurde. Ein Modell: Prüfen Sie es neu, oder entfernen Sie es. Eine Seite: Schließen Sie den Browser und öffnen Sie Casemate in seinem eigenen Fenster.",
    prompt_injection:
      "Trauen Sie nicht, was das Modell dort antwortete. Suchen Sie in dem Gespräch einen Text, der Befehle gibt, und machen Sie in einem neuen Gespräch ohne ihn weiter. Tut es dieses Modell ohne Anlass, schalten Sie versteckte Merkmale unter Einstellungen aus.",
    model_behavior_anomaly: "Prüfen Sie das Modell neu, bevor Sie es verwenden, oder entfernen Sie es.",
    tool_call_burst: "Sehen Sie nach, welche Werkzeuge es womit aufrief.",
    forbidden_airlock_request: "Es wurde abgewiesen. Sehen Sie nach, wer was verlangte.",
    gpu: "Sehen Sie unter „Was rechnet“ nach, was gefunden wurde und was zu tun ist. Eine Änderung: Machen Sie sie rückgängig, oder ersetzen Sie dort die Grundlinie, wenn Sie es waren. Eine falsche Antwort einer Karte: Nur ein gründlicher Test, der richtig ist, nimmt sie zurück.",
    gpu_baseline:
      "Die Grundlinie der Beschleuniger wurde beschädigt, weggenommen oder ausgetauscht. Holen Sie ihre Datei aus einer Sicherung zurück, oder sehen Sie unter „Was rechnet“ nach, was jetzt da ist, und ersetzen Sie die Grundlinie.",
  },
  back: "Alle Vorfälle",
  missing: "Diesen Vorfall gibt es nicht. Von den beendeten bleiben nur die neuesten 1.000.",
  containing: "Casemate dämmt ihn gerade ein. Das dauert höchstens zwei Sekunden.",
  lead: {
    open: "Casemate hat nichts angehalten: Diese Art wird nur gemeldet.",
    contained:
      "Er kann nichts mehr anrichten: Casemate hat angehalten, was anzuhalten war, und gesehen, dass es wirkte.",
    containment_failed: "Etwas läuft noch: Nicht alles, was anzuhalten war, wurde angehalten.",
    acknowledged: "Sie haben ihn gesehen. Vorbei ist er noch nicht.",
    reattested: "Alles wurde neu angesehen und ist in Ordnung. Lösen beendet ihn.",
    resolved: "Er ist vorbei, und was er angehalten hatte, ist wieder erlaubt.",
    dismissed: "Jemand sagte, dass es keiner war.",
  },
  happened: "Was geschah",
  did: "Was Casemate tat",
  didNothing: "Es hat nichts angehalten. Es sagt Ihnen nur Bescheid.",
  way: "Der Weg zurück",
  evidenceTitle: "Belege",
  evidenceNone: "Weitere Belege wurden nicht aufgehoben.",
  evidenceSome: "Die ersten Beobachtungen und die neueste: {{count}} bei {{seen}} Malen sind aufgehoben.",
  history: "Verlauf",
  raw: "Rohform",
  rawText: "Alles, was über diesen Vorfall aufgehoben ist, so wie Casemate es aufhebt.",
  rawName: "die Rohform",
  logLink: "Was das Protokoll darüber sagt",
  about: "Betrifft",
  kind: "Art",
  first: "Zuerst gesehen",
  last: "Zuletzt gesehen",
  count: "Male",
  id: "Nummer",
  subject: {
    model: "ein Modell",
    modelGone: "ein Modell, das nicht mehr im Tresor ist oder sich gesperrt nicht benennen lässt",
    log: "das Protokoll",
    vault: "den Tresor",
    service: "einen Prozess von Casemate",
    machine: "diesen Rechner",
    call: "einen Aufruf",
    console: "Casemate selbst",
    chat: "ein Gespräch",
  },
  action: {
    end_runtime: "Das laufende Modell beenden",
    contain_model: "Verhindern, dass das Modell geladen wird",
    lock_vault: "Den Tresor sperren",
    freeze_calls: "Einfrieren, was ein Modell ausführt oder etwas hereinlässt",
  },
  actionState: { running: "läuft", done: "getan, und die Wirkung gesehen", failed: "wirkte nicht" },
  took: "nach {{time}}",
  failedTitle: "Das wirkte nicht. Tun Sie es jetzt von Hand.",
  hand: {
    end_runtime:
      "Beenden Sie Casemate: Der Prozess des Modells endet mit ihm. Bleibt er, starten Sie diesen Rechner neu, bevor Sie etwas anderes tun.",
    contain_model:
      "Laden Sie dieses Modell nicht. Beenden Sie Casemate, starten Sie es neu und sehen Sie dann wieder hier nach.",
    lock_vault:
      "Drücken Sie Sperren. Sperrt der Tresor nicht, beenden Sie Casemate: Mit seinen Prozessen sind auch die Schlüssel fort.",
    freeze_calls:
      "Beenden Sie Casemate und lassen Sie es zu, bis Sie wissen, was geschah: Dann kann nichts handeln.",
  },
  handAgain: "Casemate versucht es von selbst noch dreimal, alle 10 Sekunden.",
  evidence: {
    digest: "Eine Prüfsumme",
    file: "Eine Datei",
    process: "Ein Prozess",
    change: "Eine Änderung",
    count: "Eine Anzahl",
    call: "Ein Aufruf",
    probe: "Ein Befund der GPU-Wache",
  },
  field: {
    what: "Was",
    expected: "Erwartet",
    found: "Gefunden",
    none: "nichts",
    path: "Datei",
    problem: "Problem",
    service: "Prozess",
    pid: "Nummer",
    pidUnknown: "unbekannt",
    end: "Wie er endete",
    before: "Vorher",
    after: "Nachher",
    count: "Anzahl",
    call: "Aufruf",
    rule: "Regel",
    via: "Über",
    probe: "Prüfung",
    verdict: "Urteil der Runde",
    score: "Wert, 0 gut bis 1 schlecht",
    reasons: "Gründe",
    at: "Gesehen",
  },
  past: {
    opened: "Bemerkt",
    contained: "Eingedämmt, und die Wirkung gesehen",
    containment_failed: "Ließ sich nicht eindämmen",
    escalated: "Wurde schwerer: von {{from}} zu {{to}}.",
    seen: "Zum {{count}}. Mal gesehen",
    reminded_one: "Niemand hatte geantwortet: noch einmal gemeldet",
    reminded_other: "Niemand hatte geantwortet: noch einmal gemeldet, bisher {{count}}-mal",
    acknowledged: "Zur Kenntnis genommen von {{by}}",
    attestedOk: "Neu angesehen für {{by}}: alles in Ordnung",
    attestedBad: "Neu angesehen für {{by}}: nicht alles in Ordnung",
    voided: "Der Weg zurück musste neu gegangen werden.",
    resolved: "Gelöst von {{by}}",
    dismissed: "Verworfen von {{by}}:",
  },
  step: {
    state: { done: "getan", now: "jetzt Ihr Schritt", waits: "noch nicht", unneeded: "hier nicht nötig" },
    acknowledge: "Zur Kenntnis nehmen",
    acknowledgeText:
      "Sagen Sie, dass Sie ihn gesehen haben. Wer und wann wird aufgehoben. Sonst ändert sich nichts.",
    acknowledgeButton: "Ich habe ihn gesehen",
    acknowledgedBy: "Von {{by}}",
    reattest: "Casemate neu hinsehen lassen",
    reattestText:
      "Bringen Sie es zuerst in Ordnung. Dann sieht Casemate sein Protokoll an, den Tresor, die Programme, die Abschottung, die Regeln, die Laufzeit, und das, worum es hier geht.",
    first: "Zuerst:",
    reattestButton: "Neu hinsehen",
    lookAgain: "Noch einmal hinsehen",
    looking: "Casemate sieht sich jeden Teil an.",
    reattestUnneeded: "Es wurde nichts angehalten, also ist nichts nachzuweisen.",
    resolve: "Lösen",
    resolveText:
      "Beendet den Vorfall und hebt auf, was er angehalten hat. Das braucht Ihre Freigabe, an einer Stelle, die diese Seite nicht erreicht. Casemate sieht davor noch einmal hin.",
    resolveButton: "Lösen…",
    pending: "Die Freigabe wartet auf Ihre Antwort.",
    pendingDesktop: "Sie ist in einem eigenen Fenster offen.",
    openApproval: "Freigabe öffnen",
    why: {
      containing: "Casemate dämmt ihn noch ein: wenige Sekunden.",
      acknowledge: "Zuerst zur Kenntnis nehmen, in Schritt 1.",
      reattest: "Zuerst Casemate neu hinsehen lassen, in Schritt 2.",
      notWell:
        "Nicht alles war in Ordnung. Bringen Sie es in Ordnung, dann lassen Sie Casemate neu hinsehen.",
    },
  },
  part: {
    log: "Protokoll",
    vault: "Tresor",
    programs: "Casemates Programme",
    engine: "Engine",
    integrity: "Überwachte Dateien",
    incidents: "Vorfälle",
    gpu: "Beschleuniger",
    confinement: "Abschottung",
    policy: "Regeln",
    runtime: "Laufzeit",
    subject: "Worum es hier geht",
    ok: "in Ordnung",
    bad: "nicht in Ordnung",
    unknown: "ließ sich nicht ansehen",
    label: "Was Casemate fand",
    all: "Stand {{time}}: Alles ist in Ordnung. Das gilt eine halbe Stunde und solange sich nichts ändert.",
    some_one:
      "Stand {{time}}: {{count}} Teil ist nicht in Ordnung. Solange das so ist, lässt er sich nicht lösen.",
    some_other:
      "Stand {{time}}: {{count}} Teile sind nicht in Ordnung. Solange das so ist, lässt er sich nicht lösen.",
  },
  go: {
    model: "Modell öffnen",
    chat: "Gespräch öffnen",
    models: "Modelle öffnen",
    log: "Protokoll öffnen",
    vault: "Tresorseite öffnen",
    machine: "Rechner öffnen",
    gpu: "„Was rechnet“ öffnen",
    files: "Überwachte Dateien zeigen",
    settings: "Einstellungen öffnen",
    health: "Zustandsprüfungen zeigen",
  },
  assurance:
    "Softwareseitige Zusicherung: Casemate hat selbst hingesehen. Wer diesen Rechner beherrscht, beherrscht die Antwort. Wenn Sie das vermuten, beurteilen Sie ihn von einem anderen aus.",
  nonce: "Frische Zahl",
  digest: "Prüfsumme dieser Bescheinigung",
  voidedTitle: "Der Weg zurück ist neu zu gehen.",
  voidedBegin: "Was nachgewiesen war, gilt nicht mehr. Beginnen Sie mit Schritt 1.",
  voidedLook: "Was nachgewiesen war, gilt nicht mehr. Gehen Sie bei Schritt 2 weiter.",
  dismissTitle: "War es nichts?",
  dismissText: "Sagen Sie warum, und er endet ohne die drei Schritte. Wer, wann und warum wird aufgehoben.",
  dismissReason: "Warum es kein Vorfall war",
  dismissButton: "Verwerfen",
  dismissLatched: "Diese Art lässt sich nicht verwerfen: Nur die drei Schritte beenden sie.",
  dismissActed:
    "Er lässt sich nicht mehr verwerfen, weil etwas angehalten wurde oder ihn jemand zur Kenntnis nahm. Die drei Schritte beenden ihn.",
  endedBy: "Von {{by}}",
  said: {
    acknowledged: "Zur Kenntnis genommen.",
    well: "Casemate hat neu hingesehen: Alles ist in Ordnung. Sie können ihn jetzt lösen.",
    notWell: "Casemate hat neu hingesehen: Nicht alles ist in Ordnung. Die Liste sagt, was.",
    dismissed: "Verworfen.",
    resolved: "Gelöst.",
  },
  news: "Vorfall, {{severity}}: {{what}}.",
  newsFailed: "Ein Vorfall ließ sich nicht eindämmen: {{what}}.",
  frozenHere: "Durch einen Vorfall eingefroren: {{what}} gehen wieder, wenn er gelöst ist.",
  frozenReading: "Vorfälle wurden noch nicht gelesen: {{what}} gehen, sobald sie es sind.",
  frozenOther: "Alles, was handelt, ist eingefroren: {{what}} gehen jetzt nicht.",
  frozenWhat: { chat: "Antworten", models: "Aufnehmen und Laden von Modellen" },
  toIncident: "Zum Vorfall",
  modelBlocked:
    "Ein Vorfall über dieses Modell ist offen. Hat er das Modell weggesperrt, wird es nicht geladen, bis er gelöst ist, was immer eine Prüfung sagt.",
  openOne: "Öffnen",
  statusItem_one: "{{count}} Vorfall offen",
  statusItem_other: "{{count}} Vorfälle offen",
  notify: {
    label: "Bei kritischen Vorfällen Bescheid sagen",
    text: "Ihr System zeigt eine Zeile, die nur sagt, dass etwas Kritisches geschah. Nur solange diese Seite offen ist.",
    on: "Für diese Adresse erlaubt.",
    denied:
      "Ihr Browser verbietet es. Erlauben Sie Mitteilungen für diese Adresse in den Einstellungen des Browsers.",
    unsupported: "Dieser Browser kann es nicht.",
    allow: "Erlauben",
    stop: "Beenden",
    told: "Casemate: Etwas Kritisches ist geschehen",
  },
} as const;
