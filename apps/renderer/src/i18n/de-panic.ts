/** Words of panic, German. */
export const dePanic = {
  title: "Notfall",
  button: "Notfall: alles sperren",
  buttonShort: "Notfall",
  buttonTitle:
    "Stufe 1, sofort: beendet das Modell und alles andere, was mit dem Tresor arbeitet, und sperrt ihn. Nichts geht verloren: die Passphrase öffnet ihn wieder.",
  lead: {
    idle: "Kein Notfall läuft, und es ist hier keiner bekannt.",
    idleAfter: "Kein Notfall läuft. Der letzte, Stufe {{level}}, endete {{time}}.",
    armed: "Etwas ist scharf gestellt, das von selbst einen Notfall auslöst.",
    todoDrill:
      "Üben Sie ihn, solange alles gut ist: eine Übung arbeitet an einem Ersatztresor und rührt Ihren nicht an.",
    todoNothing: "Nichts zu tun. Letzte Übung: {{time}}.",
  },
  desktopSave:
    "Dieses Fenster sichert keine Dateien: fügen Sie es in eine ein. Es liegt auch im Datenverzeichnis, und casemate panic report gibt die letzte Übung aus.",
  level: "Stufe {{level}}",
  levels: {
    title: "Drei Stufen",
    name: {
      "1": "Sperren",
      "2": "Passphrasen entfernen",
      "3": "Löschen",
    },
    consequence: {
      "1": "Nichts geht verloren: die Passphrase öffnet den Tresor wieder.",
      "2": "Danach öffnet keine Passphrase diesen Tresor mehr. Nur die Wiederherstellungswörter tun es.",
      "3": "Danach kann niemand, auch Sie nicht, diesen Tresor öffnen.",
    },
    what: {
      "1": "Der Prozess mit den Schlüsseln, das Modell und alle Aufträge enden; Seiten werden leer; was sie kopiert haben, verlässt die Zwischenablage. Die Sitzungen anderer Browserseiten enden: Für sie steht eine neue Adresse im Terminal, in dem Casemate gestartet wurde.",
      "2": "Stufe 1, dann werden alle Passphrasen und der Schlüssel dieses Rechners vernichtet. Für den Fall, dass Sie ihn nicht öffnen können dürfen.",
      "3": "Stufe 2, dann werden der Kopf, die Schlüssel des Protokolls, alle Dateien und Listen vernichtet. Für den Fall, dass ihn nie jemand öffnen darf.",
    },
    backups: "Früher gemachte Sicherungen lassen sich nach jeder Stufe öffnen.",
    needs: {
      "1": "Ein Klick, keine Passphrase, kein Countdown.",
      "2": "Passphrase, ein getippter Satz und 5 Sekunden, in denen Sie abbrechen können.",
    },
    verb: {
      "1": "Jetzt alles sperren",
      "2": "Passphrasen entfernen…",
      "3": "Diesen Tresor löschen…",
    },
    key: "Auf jeder Seite, eine Sekunde halten:",
    young:
      "Dieser Tresor ist neu. Die Stufen 2 und 3 lassen sich nicht zurücknehmen: bis Sie Wiederherstellungswörter hinzugefügt, eine Sicherung gemacht und geübt haben, ist Stufe 1 die richtige.",
    showAll: "Stufen 2 und 3 zeigen",
  },
  dialog: {
    title: {
      "2": "Alle Passphrasen dieses Tresors entfernen",
      "3": "Diesen Tresor löschen",
    },
    loading: "Was das vernichten würde, wird gelesen…",
    lost: "Was verloren geht",
    stays: "Was bleibt",
    unknownWords:
      "Ob dieser Tresor Wiederherstellungswörter hat, ist nur mit der Passphrase zu sehen. Ohne sie wird es abgelehnt, und nichts geschieht.",
    noPassphrase:
      "Der Kopf des Tresors ist nicht lesbar, also lässt sich keine Passphrase prüfen: der Satz allein genügt.",
    phrase: "Tippen Sie: {{phrase}}",
    secret: "Passphrase oder Wiederherstellungswörter",
    verb: {
      "2": "Passphrasen entfernen",
      "3": "Diesen Tresor löschen",
    },
    then: "Ein Countdown von {{seconds}} s beginnt. Bis zu seinem Ende lässt er sich abbrechen, danach nicht mehr.",
    refused: "Das ist nicht möglich",
    words: "Wiederherstellungswörter hinzufügen",
  },
  refused: {
    would_be_level_3:
      "Das wäre Stufe 3: der Tresor hat keine Wiederherstellungswörter, also könnte ihn danach niemand, auch Sie nicht, öffnen. Fügen Sie erst Wiederherstellungswörter hinzu, oder wählen Sie Stufe 3.",
    absent: "Hier ist kein Tresor, also gibt es nichts zu vernichten.",
    header_unreadable:
      "Der Kopf des Tresors ist nicht lesbar, also kann niemand sagen, ob die Wiederherstellungswörter blieben. Stufe 3 ist möglich.",
  },
  notices: {
    panic_level_2:
      "Danach öffnet keine Passphrase diesen Tresor mehr. Nur die Wiederherstellungswörter tun es.",
    panic_level_3: "Danach kann niemand, auch Sie nicht, diesen Tresor öffnen.",
    panic_backups:
      "Früher gemachte Sicherungen und Kopien des Datenverzeichnisses. Sie öffnen sich weiter mit der Passphrase oder den Wörtern, die sie hatten.",
    panic_factors:
      "Jede Passphrase, auch die unter Zwang, und der Schlüssel dieses Rechners im Schlüsselbund.",
    panic_contents: "Alle Modelle, Gespräche und Berichte darin, auch abgelehnte Dateien.",
    panic_words: "Die Wiederherstellungswörter: sie öffnen nichts mehr.",
    panic_log:
      "Das Protokoll, ältere Protokolle und ihre Schlüssel. Nur die unterschriebene Bescheinigung dieser Löschung bleibt.",
    panic_lists: "Regelwerk, Anheftungen und Sperrliste.",
    panic_inside: "Alles im Tresor, für den, der die Wiederherstellungswörter hat.",
    panic_log_stays: "Das Protokoll, das dies festhält.",
    panic_certificate:
      "Eine Datei: die Löschbescheinigung, die sagt, was getan wurde und was davon bewiesen ist.",
  },
  countdown: {
    title: {
      "2": "Die Passphrasen dieses Tresors werden gleich entfernt",
      "3": "Dieser Tresor wird gleich gelöscht",
    },
    cancel: "Abbrechen",
    cancelled: "Abgebrochen. Nichts ist geschehen.",
    late: "Es läuft schon und lässt sich nicht mehr abbrechen.",
    left: "Es beginnt in",
    lock: "Jetzt alles sperren; der Countdown läuft weiter",
  },
  running: {
    title: "Notfall, Stufe {{level}}, läuft",
    text: "Er lässt sich nicht abbrechen. Lassen Sie den Rechner an; nach einem Absturz geht er beim nächsten Start weiter.",
  },
  half: {
    title: "Ein Notfall wurde unterbrochen und konnte nicht beendet werden",
    text: "Bis dahin lässt sich nichts entsperren. Bei jedem Start von Casemate wird es wieder versucht.",
    failed: "Noch zu tun ist, wo „nicht getan“ steht",
    again: "Erneut versuchen: Casemate neu starten, oder",
  },
  steps: {
    title: "Schritte",
    keeper: "Den Prozess mit den Schlüsseln beenden",
    work: "Das Modell und alles andere beenden, was mit dem Tresor arbeitet",
    sessions: "Die Sitzungen anderer Browserseiten beenden, und was auf Freigabe oder Passphrase wartet",
    page: "Seiten sagen, dass sie leer werden",
    slots: "Die Wege in den Tresor vernichten",
    device_key: "Den Schlüssel dieses Rechners aus dem Schlüsselbund entfernen",
    header: "Den ganzen Kopf vernichten",
    certificate: "Die Bescheinigung unterschreiben",
    log_key: "Die Schlüssel des Protokolls vernichten",
    contents: "Die verschlüsselten Dateien entfernen",
    state: "Protokoll, Listen und Einstellungen entfernen",
  },
  /** What was seen of a step: the console's sentences (PANIC_SEEN of the contract) in this page's words. */
  seen: {
    still_running: "Läuft noch: {{what}}.",
    none_running: "Es lief nichts.",
    keeper_gone: "Der Prozess, der die Schlüssel hielt, ist fort.",
    work_gone: "Alles, was mit dem Tresor arbeitete, ist fort.",
    sessions_ended: "Sonst ist nichts mehr offen.",
    sessions_open: "Noch offen: {{count}}.",
    no_page: "Hier war keine Seite offen.",
    pages_told: "Verbindungen, denen es gesagt wurde: {{count}}.",
    slots_gone: "Zurückgelesen: Von acht Plätzen enthalten sieben Zufallsbytes, in beiden Kopien.",
    no_vault: "Es gibt keinen Tresor.",
    no_way_in: "Der Kopf enthält keinen Zugang, der sich lesen lässt.",
    slots_left: "Die Zugänge zum Tresor wurden nicht überschrieben.",
    device_key_not_needed: "Dieser Tresor brauchte keinen.",
    device_key_left:
      "Er ist vielleicht noch da: Entfernen Sie den Eintrag „Casemate“, Konto {{what}}, von Hand.",
    device_key_gone: "Der Schlüsselbund sagt, dass er ihn nicht mehr hat.",
    device_key_absent: "Der Schlüsselbund hatte keinen.",
    header_gone: "Zurückgelesen: Die Datei enthält nur Zufallsbytes, in beiden Kopien.",
    no_header: "Es gibt keinen Kopf.",
    header_left: "Der Kopf wurde nicht überschrieben.",
    certificate_signed: "Unterschrieben und auf die Platte geschrieben.",
    certificate_kept: "Sie wurde unterschrieben, bevor der Notfall unterbrochen wurde.",
    certificate_missing: "Sie wurde nicht geschrieben.",
    certificate_unsigned:
      "Geschrieben, aber nicht unterschrieben: Der Schlüssel des Protokolls war nicht lesbar.",
    log_running: "Der Prozess des Protokolls läuft noch.",
    log_keys_left: "Schlüsseldateien, die noch da sind: {{count}}.",
    no_log_key: "Es gab keine.",
    log_keys_gone: "Schlüsseldateien, die fort sind: {{count}}.",
    contents_open:
      "Die Kopfdatei ließ sich nicht überschreiben, der Tresor lässt sich also noch öffnen. Verschlüsselte Dateien, die noch da sind: {{count}}.",
    contents_left: "Verschlüsselte Dateien, die noch da sind und die nichts mehr öffnet: {{count}}.",
    contents_shared:
      "Verschlüsselte Dateien, die weg sind: {{count}}. Nicht überschrieben, weil ein zweiter Name (ein Hardlink, vielleicht eine Sicherung) dieselben Bytes hat: {{what}}.",
    header_shared:
      "Hier ist er weg. Überschrieben wurde er nicht: ein zweiter Name (ein Hardlink, vielleicht eine Sicherung) hat dieselben Bytes.",
    folder_linked:
      "Nicht unser und nicht berührt, weil statt des Ordners eine Verknüpfung dastand, die entfernt wurde: der Inhalt von {{what}}.",
    no_contents: "Es gab keine verschlüsselten Dateien.",
    contents_gone: "Verschlüsselte Dateien, die fort sind: {{count}}.",
    state_left: "Dateien, die noch da sind: {{count}}.",
    no_state: "Es gab nichts zu entfernen.",
    state_gone: "Wie vor dem ersten Start.",
    not_looked_at: "Die Wirkung ließ sich nicht ansehen.",
    too_long: "Es dauerte zu lange.",
  },
  errors: {
    wrong_phrase: "Nichts wurde getan. Tippen Sie den Satz genau so, wie er über dem Feld steht.",
    wrong_passphrase: "Das ist nicht die Passphrase. Nichts wurde getan.",
    passphrase_needed: "Dafür braucht es die Passphrase oder die Wiederherstellungswörter.",
    would_be_level_3:
      "Nichts wurde geändert. Der Tresor hat keine Wiederherstellungswörter, nach Stufe 2 könnte ihn also niemand öffnen: Das wäre Stufe 3. Fügen Sie zuerst Wiederherstellungswörter hinzu.",
    no_secret: "Die Passphrase kam nicht an oder wurde schon verwendet. Tippen Sie sie noch einmal.",
    panic: "Ein Notfall läuft oder konnte nicht beendet werden. Vor seinem Ende lässt sich nichts öffnen.",
    busy: "Das ist schon im Gang. Warten Sie, bis es zu Ende ist.",
  },
  stepState: {
    waiting: "noch nicht",
    running: "läuft",
    done: "gesehen",
    failed: "nicht getan",
    absent: "nichts zu tun",
  },
  claim: {
    proven: "nachgewiesen",
    best_effort: "so gut es geht",
    told: "gesagt",
  },
  claims:
    "Nachgewiesen: die Wirkung wurde angesehen, und am alten Platz kann nichts davon übrig sein. So gut es geht: am alten Platz fort, doch Flash-Speicher, Schnappschüsse oder die Datei eines Schlüsselbunds können eine ältere Kopie behalten. Gesagt: ein anderes Programm wurde gebeten, und von hier sieht niemand, was es tat.",
  last: {
    title: "Der letzte Notfall",
    head: {
      "1": "Stufe 1 ist beendet: der Tresor wurde gesperrt.",
      "2": "Stufe 2 ist beendet: jede Passphrase, die der Tresor damals hatte, ist fort.",
      "3": "Stufe 3 ist beendet: der Tresor wurde gelöscht.",
    },
    incomplete:
      "Nicht alles konnte getan und gesehen werden. Was „nicht getan“ heißt, bleibt von Hand zu tun.",
    took: "{{time}}, in {{duration}}.",
    resumed:
      "Er wurde unterbrochen und beim nächsten Start von Casemate beendet, bevor etwas geöffnet werden konnte.",
    notLogged: "Er steht nicht im Protokoll: es konnte nicht rechtzeitig geschrieben werden.",
    cause: "Ausgelöst durch",
  },
  cause: {
    button: "den Knopf, die Taste, das Symbol in der Leiste oder die Befehlszeile",
    passphrase: "einen Menschen mit der Passphrase",
    phrase: "den getippten Satz allein, weil keine Passphrase geprüft werden konnte",
    failed_unlocks: "falsche Passphrasen in Folge",
    incident: "einen Vorfall einer scharf gestellten Art",
    drill: "eine Übung",
  },
  after: {
    meantTitle: "Was fort sein sollte: die Schritte sagen, was es ist",
    goneTitle: "Was fort ist",
    staysTitle: "Was nicht fort ist",
    nextTitle: "Was als Nächstes zu tun ist",
    title2: "Ein Notfall hat alle Passphrasen entfernt",
    lead2:
      "Am {{time}} hat Stufe 2 jede Passphrase vernichtet, die dieser Tresor hatte. Wurde seither keine hinzugefügt, öffnen ihn nur die Wiederherstellungswörter.",
    next2a: "Tippen Sie die 24 Wiederherstellungswörter anstelle der Passphrase.",
    next2b:
      "Fügen Sie dann auf der Seite Tresor eine neue Passphrase hinzu, und machen Sie einen neuen Hauptschlüssel, wenn jemand den alten gehabt haben kann.",
    title3: "Dieser Tresor wurde gelöscht",
    lead3: "Am {{time}} hat Stufe 3 den Tresor gelöscht. Niemand, auch Sie nicht, kann ihn mehr öffnen.",
    lead3Incomplete:
      "Am {{time}} endete Stufe 3, aber nicht alles konnte getan und gesehen werden. Lesen Sie die Schritte, bevor Sie diesen Rechner jemandem geben.",
    next3a:
      "Sichern Sie die Bescheinigung anderswo. Von den alten Daten ist sie die einzige Datei, die übrig ist.",
    next3b:
      "Eine früher gemachte Sicherung öffnet sich weiter mit dem, was sie hatte: spielen Sie sie ein, oder vernichten Sie auch sie.",
    next3c: "Oder beginnen Sie neu mit einem leeren Tresor.",
    begin: "Neu beginnen",
    runbook: "Schritt für Schritt, auch ohne diese Seite: docs/runbooks/after-level-{{level}}.md",
  },
  certificate: {
    title: "Bescheinigung",
    save: "Bescheinigung sichern",
    none: "Die Bescheinigung ist im Moment nicht lesbar.",
    stranger:
      "Ein Fremder braucht nur diese Datei und keinen Tresor. Jedes davon sagt, ob sie unverändert ist und was sie behauptet; keines kann sagen, wessen Protokoll unterschrieben hat: vergleichen Sie seinen Namen mit einem Prüfpunkt oder Bündel von früher.",
    own: "Mit Casemate",
    script: "Mit Python und openssl allein",
    page: "Allein mit einem Browser: diese Seite aus dem Ordner von Casemate öffnen und die Datei darauf ziehen",
  },
  drill: {
    title: "Übung",
    note: "Derselbe Code und dieselben Prozesse, an einem Ersatztresor in einem vorläufigen Ordner, der wieder entfernt wird. Ihr Tresor wird nicht angerührt, nicht einmal gesperrt. Ein Modell wird darin nicht geladen.",
    never: "Hier noch nie geübt.",
    last: "Zuletzt: Stufe {{level}}, {{time}}, {{duration}}.",
    lastBad: "Zuletzt: Stufe {{level}}, {{time}}: nicht alles ging.",
    begin: "Alle drei Stufen üben",
    running: "Stufe {{level}} wird geübt, {{done}} von 3 fertig.",
    elsewhere: "Eine Übung der Stufe {{level}} läuft, die anderswo begonnen wurde.",
    phase: {
      making: "Ein Ersatztresor wird angelegt.",
      acting: "Der Ersatztresor wird angegriffen: Schritt {{step}} von {{all}}.",
      proving: "Alle Schritte sind gelaufen. Jetzt wird versucht, den Ersatztresor zu öffnen.",
    },
    worked: "Stufe {{level}} ging: {{duration}}.",
    failed: "Stufe {{level}}: nicht alles ging.",
    report: "Unterschriebenen Bericht sichern",
    only: "Berichte dieser Übung lassen sich sichern, bis Sie die Seite verlassen; den letzten behält Casemate.",
    verify: "Selbst prüfen",
    dueTitle: "Den Notfall üben",
    due: "Die letzte Übung war {{time}}. Ein Knopf, den niemand probiert hat, ist eine Vermutung: eine Übung dauert weniger als eine Minute und rührt nichts von Ihnen an.",
    dueNever:
      "Hier hat noch niemand den Notfall geübt. Eine Übung dauert weniger als eine Minute und rührt nichts von Ihnen an.",
    go: "Zur Übung",
    later: "Nicht in dieser Sitzung",
  },
  arm: {
    title: "Was von selbst einen Notfall auslöst",
    note: "Nichts ist scharf gestellt, bis Sie es hier wählen. Ein Notfall, der sich selbst auslöst, hat keinen Countdown: wer rät, könnte ihn abbrechen.",
    locked: "Entsperren Sie den Tresor, um das zu ändern: es braucht die Passphrase.",
    failures: "Falsche Passphrasen in Folge",
    failuresOff: "Nicht scharf. Falsche Passphrasen lassen nur den nächsten Versuch länger warten.",
    failuresOn: "Nach {{count}} in Folge: Stufe {{level}}. {{consequence}}",
    failuresWarn: "Ihre eigenen Tippfehler zählen mit, und die aller an dieser Tastatur.",
    incidents: "Vorfälle",
    incidentsOff: "Nicht scharf. Vorfälle dämmen ein, worum es geht, und warten auf Sie.",
    incidentsOn: "Wenn einer davon beginnt: Stufe {{level}}. {{consequence}}",
    duress: "Passphrase unter Zwang",
    duressNone:
      "Keine. Sie ist eine eigene Passphrase, die wie eine falsche aussieht, wenn Sie jemand zum Tippen zwingt.",
    duressSome_one: "{{count}} ist eingerichtet.",
    duressSome_other: "{{count}} sind eingerichtet.",
    duressUnknown: "Nur zu sehen, während der Tresor offen ist.",
    duressGo: "Auf der Seite Tresor",
    change: "Ändern…",
    on: "Scharf",
    count: "Wie viele in Folge",
    countBounds: "Eine ganze Zahl von 5 bis 100.",
    kinds: "Welche Arten",
    kindsNone: "Wählen Sie mindestens eine Art.",
    what: "Was es auslöst",
    needsWords: "Ohne Wiederherstellungswörter abgelehnt: es wäre Stufe 3.",
    present: "Gegenwärtige Passphrase",
    save: "Scharf stellen",
    disarm: "Entschärfen",
    dialogFailures: "Notfall nach falschen Passphrasen",
    dialogIncidents: "Notfall bei einem Vorfall",
    saved: "Scharf gestellt.",
    savedOff: "Entschärft.",
  },
  incidentKind: {
    attestation_failure: "Abschottung oder Beschleuniger wurden schwächer",
    integrity_violation: "Eine Datei von Casemate, das Protokoll oder der Tresor wurde verändert",
    unauthorized_access: "Viele falsche Passphrasen, oder ihre Zahl ging verloren",
    manifest_mismatch: "Ein verwahrtes Modell ist nicht das geprüfte",
    policy_bypass_attempt: "Ein Modell wollte sich verbinden, oder eine Seite verlangte, was sie nie darf",
    prompt_injection: "Versteckte Anweisungen (noch meldet das nichts)",
    model_behavior_anomaly: "Der Prozess eines Modells endet immer wieder von selbst",
    tool_call_burst: "Zu viele Werkzeugaufrufe (noch meldet das nichts)",
    forbidden_airlock_request: "Eine verbotene Anfrage (noch meldet das nichts)",
  },
  flash: {
    done: "Notfall, Stufe 1: das Modell, die Aufträge und der Prozess mit den Schlüsseln sind beendet. Die Passphrase öffnet den Tresor wieder.",
    incomplete:
      "Notfall, Stufe 1, ist beendet, aber nicht von allem war das Ende zu sehen. Die Seite Notfall hat, was bekannt ist.",
  },
  unanswered: {
    title: "Der Tresor kann noch offen sein",
    text: "Casemate hat auf den Notfallknopf nicht geantwortet. Beendet und der Tresor gesperrt wird es damit, in einem Terminal:",
    close:
      "Schließen Sie dann diese Seite: sie ist leer, aber der Browser hält vielleicht noch, was sie zeigte.",
  },
};
