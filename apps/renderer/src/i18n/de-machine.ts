/** Worte darüber, was Casemate findet, wenn es sich selbst ansieht, und über die Dateien, die es überwacht. */
export const deMachine = {
  attest: {
    title: "Was geprüft wurde",
    note: "Casemate sieht sich beim Start, alle fünf Minuten und bei jeder Änderung selbst an. Modelle werden nur aufgenommen und ausgeführt, solange diese Teile in Ordnung sind: Programme, Engine, Regeln, Protokoll.",
    state: {
      attested: "Bestätigt.",
      degraded: "Eingeschränkt.",
      failed: "Nicht bestanden.",
      pending: "Noch nicht bekannt.",
    },
    means: {
      attested: "Jeder Teil wurde angesehen und ist in Ordnung.",
      degraded:
        "Modelle können laufen. Etwas um sie herum ist nicht in Ordnung oder ließ sich nicht ansehen.",
      failed:
        "Nichts, was handelt, wird gestartet, bis der Teil unten wieder in Ordnung ist. Danach ist der Vorfall dazu noch zu lösen.",
      pending: "Nichts, was handelt, wird gestartet, bis es bekannt ist.",
      frozen:
        "Ein Vorfall friert alles ein, was ein Modell ausführt oder etwas hereinlässt: Kein Modell kann laufen, bis er gelöst ist.",
    },
    said: {
      attested: "Neu angesehen: Alles ist in Ordnung.",
      degraded: "Neu angesehen: Modelle können laufen, und nicht alles ist in Ordnung.",
      frozen:
        "Neu angesehen. Ein Vorfall friert alles ein, was ein Modell ausführt; sehen Sie unter Vorfälle nach.",
      failed: "Neu angesehen: Ein Teil, auf dem alles beruht, ist nicht in Ordnung.",
      pending: "Neu angesehen: Ein Teil, auf dem alles beruht, ließ sich nicht ansehen.",
    },
    gates: "Ohne ihn wird nichts gestartet, was handelt.",
    again: "Jetzt neu prüfen",
    last: "Zuletzt angesehen",
    never: "Noch niemand hat hingesehen.",
    next: "Das nächste Mal um {{time}}.",
    files: "Überwachte Dateien zeigen",
    save: "Befund speichern",
    signed:
      "Mit dem Schlüssel des Protokolls unterschrieben. Es zeigt, was Casemate fand, nicht, dass dieser Rechner ehrlich ist: Wer ihn beherrscht, beherrscht die Antwort.",
    unsigned: "Nicht unterschrieben: Das Protokoll war nicht erreichbar. Es beweist nichts.",
    noBundle: "Es gibt noch keine Datei davon.",
  },
  files: {
    title: "Überwachte Dateien",
    lead: {
      intact: "Alle {{watched}} überwachten Dateien sind, wie sie sein sollen.",
      reading: "Nichts Falsches ist bekannt. Bisher sind {{intact}} von {{watched}} Dateien gelesen.",
      changed_one: "{{count}} von {{watched}} überwachten Dateien wurde verändert.",
      changed_other: "{{count}} von {{watched}} überwachten Dateien wurden verändert.",
      unknown: "Ob überwachte Dateien verändert wurden, ist nicht bekannt.",
    },
    todo: {
      intact: "Nichts zu tun, außer es steht etwas unter Übernehmen.",
      reading: "Warten Sie: Das dauert einen Moment, bei großen Modellen länger.",
      changed:
        "Haben Sie das selbst geändert, übernehmen Sie es. Wenn nicht, stellen Sie die Dateien wieder her und sehen Sie unter Vorfälle nach.",
      unknown: "Sehen Sie neu hin. Hilft das nicht, starten Sie Casemate neu.",
    },
    look: "Jetzt hinsehen",
    looked: "Alle überwachten Dateien angesehen.",
    last: "Zuletzt angesehen",
    changes: "Was verändert wurde",
    more_one: "{{count}} weitere wird nicht gezeigt.",
    more_other: "{{count}} weitere werden nicht gezeigt.",
    none: "Keine überwachte Datei ist anders, als sie sein soll.",
    kind: {
      changed: "hat andere Bytes",
      missing: "fehlt",
      replaced: "ist keine gewöhnliche Datei mehr",
    },
    group: {
      program: "Casemates eigene Datei",
      policy: "Richtlinie",
      trust: "Liste von Dateien",
      models: "Versiegeltes Modell",
      canaries: "Falle",
    },
    why: {
      program:
        "Überwacht, weil wer sie ändert bestimmt, was Casemate tut. Sie wird nie übernommen: Installieren Sie Casemate neu.",
      policy: "Überwacht, weil sie bestimmt, was aufgenommen wird und wer was darf.",
      trust: "Überwacht, weil sie bestimmt, welche Dateien gewollt sind und welche nie hereinkommen.",
      models:
        "Überwacht, weil ein verändertes Modell nicht das geprüfte ist. Es wird nie übernommen: Entfernen Sie es, und nehmen Sie es neu auf.",
      canaries:
        "Überwacht, weil niemand einen Grund hat, sie anzurühren. Neue Fallen werden gestellt, wenn Sie etwas übernehmen.",
    },
    before: "Gewollt",
    now: "Jetzt",
    notThere: "nicht da",
    notWatched: "nicht da und bisher nicht überwacht",
    notKnown: "nicht bekannt",
    accept: "Übernehmen",
    acceptNote:
      "Was Sie wählen, gilt von da an als gewollt. Sie geben es mit der Passphrase frei; dort steht jede Änderung noch einmal.",
    choose: "{{path}} übernehmen",
    button_one: "{{count}} Änderung übernehmen",
    button_other: "{{count}} Änderungen übernehmen",
    nothing: "Es gibt nichts zu übernehmen.",
    nothingChosen: "Wählen Sie mindestens eine Änderung.",
    began: "Übernommen. Die gewählten Dateien gelten als gewollt, wie sie jetzt sind.",
    list: "Änderungen, die sich übernehmen lassen",
  },
} as const;
