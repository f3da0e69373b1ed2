import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { serverText } from "../i18n/i18n.ts";

/**
 * A sentence made by the supervisor, in the page's language where it is known there. What is not known stays English and is marked as
 * such, so that a German page reads it out as English.
 */
export function FromServer({ children }: { children: ReactNode }) {
  // A change of language draws this anew.
  useTranslation();
  if (typeof children !== "string") return <span lang="en">{children}</span>;
  const pieces = serverText(children);
  return pieces.map(({ text, translated }, at) => {
    const shown = at === pieces.length - 1 ? text : `${text} `;
    return translated ? (
      <span key={at}>{shown}</span>
    ) : (
      <span key={at} lang="en">
        {shown}
      </span>
    );
  });
}
