import type { Phrase } from "./phrases.ts";

/** Why a panic was not done, or what was armed is not armed any more. */
export const DE_PANIC: readonly Phrase[] = [
  [
    "Nothing was done: the recovery words changed during the countdown, so level 2 could have left no way into the vault. Begin again.",
    "Nichts wurde getan: die Wiederherstellungswörter haben sich während des Countdowns geändert, Stufe 2 hätte also keinen Weg in den Tresor lassen können. Beginnen Sie neu.",
  ],
  [
    "A panic of level {level} was cut off (begun {at}), and the vault here is not the one it was begun on ({vault}) or was restored since. It was left as it is. To destroy it too: casemate panic {again}",
    "Ein Notfall der Stufe {level} wurde unterbrochen (begonnen {at}), und der Tresor hier ist nicht der, an dem er begann ({vault}), oder wurde seither wiederhergestellt. Er blieb, wie er ist. Um auch ihn zu zerstören: casemate panic {again}",
  ],
  [
    "What was armed to destroy something by itself is not armed any more: the log's key did not sign it as it stands. Arm it again, after looking who could have changed it.",
    "Was von selbst etwas zerstören sollte, ist nicht mehr scharf: der Schlüssel des Protokolls hat es so nicht unterschrieben. Schalten Sie es wieder scharf, nachdem Sie gesehen haben, wer es geändert haben kann.",
  ],
];
