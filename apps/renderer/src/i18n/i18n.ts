import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en.ts";
import type { Piece } from "./server/phrases.ts";

const STORAGE_KEY = "casemate.language";
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type LanguageCode = keyof typeof LANGUAGES;

/** What the console's own sentences are in the language chosen; null in English, which is how they are sent. */
let translate: ((text: string) => readonly Piece[]) | null = null;

/** A sentence of the console, in the language chosen as far as it is known there. */
export function serverText(text: string): readonly Piece[] {
  return translate === null ? [{ text, translated: false }] : translate(text);
}

/** Starts with the chosen language, else the system's, else English. German is read only when it is used. */
export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await applyLanguage(wanted());
}

/** Switches and remembers in this browser. */
export async function chooseLanguage(code: LanguageCode): Promise<void> {
  localStorage.setItem(STORAGE_KEY, code);
  await applyLanguage(code);
}

async function applyLanguage(code: LanguageCode): Promise<void> {
  if (code === "de" && !i18next.hasResourceBundle("de", "translation")) {
    const { de } = await import("./de.ts");
    i18next.addResourceBundle("de", "translation", de);
  }
  translate = code === "de" ? (await import("./server/de.ts")).translateToGerman : null;
  await i18next.changeLanguage(code);
  document.documentElement.lang = code;
}

function wanted(): LanguageCode {
  const stored = localStorage.getItem(STORAGE_KEY) ?? navigator.language.slice(0, 2);
  return stored === "de" ? "de" : "en";
}
