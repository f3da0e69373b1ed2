import type { Approval } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { visible } from "../format/text.ts";

/** Calls whose sentence is said in the person's language. What is left out of it stands below, in the arguments. */
const SAID = {
  "model.release": "approve.asks.release",
  "model.remove": "approve.asks.remove",
  "audit.recover": "approve.asks.recover",
  "audit.rotate": "approve.asks.rotate",
  "audit.prune": "approve.asks.prune",
  "forensic.export": "approve.asks.export",
  "policy.unblock": "approve.asks.unblock",
  "policy.pin": "approve.asks.pin",
  "policy.unpin": "approve.asks.unpin",
  "policy.importPins": "approve.asks.importPins",
} as const;

/** Who wants what. In English it is the supervisor's own sentence, which knows most; `lang` is the language that it is in. */
export function useSentence(): (approval: Approval) => { text: string; lang: string } {
  const { t, i18n } = useTranslation();
  return ({ call, via, name, sentence }) => {
    const key = Object.hasOwn(SAID, call) ? SAID[call as keyof typeof SAID] : null;
    if (key === null || i18n.language.startsWith("en")) return { text: visible(sentence), lang: "en" };
    const text = t(key, { who: t(`approve.who.${via}`), name: visible(name ?? "") });
    return { text, lang: i18n.language };
  };
}
