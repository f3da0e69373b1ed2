/** Words about what Casemate finds when it looks at itself, and about the files that it watches. */
export const enMachine = {
  attest: {
    title: "What was checked",
    note: "Casemate looks at itself when it starts, every five minutes, and when something changes. Models are let in and run only while these parts are well: programs, engine, rules, log.",
    state: {
      attested: "Attested.",
      degraded: "Degraded.",
      failed: "Failed.",
      pending: "Not known yet.",
    },
    means: {
      attested: "Every part was looked at and is well.",
      degraded: "Models can run. Something around them is not well, or could not be looked at.",
      failed:
        "Nothing that acts is started until the part below is well again. Then the incident about it still has to be resolved.",
      pending: "Nothing that acts is started until it is known.",
      frozen:
        "An incident freezes whatever runs a model or lets something in: no model can run until it is resolved.",
    },
    said: {
      attested: "Looked again: everything is well.",
      degraded: "Looked again: models can run, and not everything is well.",
      frozen: "Looked again. An incident freezes whatever runs a model; look under Incidents.",
      failed: "Looked again: a part that everything rests on is not well.",
      pending: "Looked again: a part that everything rests on could not be looked at.",
    },
    gates: "Nothing that acts is started without it.",
    again: "Check again now",
    last: "Last look",
    never: "Nobody looked yet.",
    next: "The next one is at {{time}}.",
    files: "Show watched files",
    save: "Save what was found",
    signed:
      "Signed with the log's key. It shows what Casemate found, not that this machine is honest: whoever controls it controls the answer.",
    unsigned: "Not signed: the log could not be reached. It proves nothing.",
    noBundle: "There is no file of it yet.",
  },
  files: {
    title: "Watched files",
    lead: {
      intact: "All {{watched}} watched files are what they should be.",
      reading: "Nothing is known to be wrong. {{intact}} of {{watched}} files were read so far.",
      changed_one: "{{count}} of {{watched}} watched files was changed.",
      changed_other: "{{count}} of {{watched}} watched files were changed.",
      unknown: "Whether watched files were changed is not known.",
    },
    todo: {
      intact: "Nothing to do, unless something stands under Take over.",
      reading: "Wait: this takes a moment, and longer for large models.",
      changed:
        "If you made these changes, take them over. If not, put the files back and look under Incidents.",
      unknown: "Look again. If that does not help, restart Casemate.",
    },
    look: "Look now",
    looked: "Looked at all watched files.",
    last: "Last look",
    changes: "What was changed",
    more_one: "{{count}} more is not shown.",
    more_other: "{{count}} more are not shown.",
    none: "No watched file differs from how it is meant to be.",
    kind: {
      changed: "has other bytes",
      missing: "is missing",
      replaced: "is no plain file any more",
    },
    group: {
      program: "Casemate's own file",
      policy: "Policy",
      trust: "List of files",
      models: "Sealed model",
      canaries: "Trap",
    },
    why: {
      program:
        "Watched because whoever changes it decides what Casemate does. It is never taken over: install Casemate again.",
      policy: "Watched because it decides what is let in and who may do what.",
      trust: "Watched because it decides which files are meant, and which never come in.",
      models:
        "Watched because a changed model is not the one that was inspected. It is never taken over: remove it and import it again.",
      canaries:
        "Watched because nobody has a reason to touch it. Fresh traps are put in place when you take something over.",
    },
    before: "Meant",
    now: "Now",
    notThere: "not there",
    notWatched: "not there, and not watched so far",
    notKnown: "not known",
    accept: "Take over",
    acceptNote:
      "What you choose counts as meant from then on. You approve it with the passphrase, where every change is shown once more.",
    choose: "Take over {{path}}",
    button_one: "Take over {{count}} change",
    button_other: "Take over {{count}} changes",
    nothing: "There is nothing to take over.",
    nothingChosen: "Choose at least one change.",
    began: "Taken over. The files you chose count as meant as they are now.",
    list: "Changes that can be taken over",
  },
} as const;
