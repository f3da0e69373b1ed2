import type { Incident } from "@casemate/contract";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { visible } from "../format/text.ts";

/** What happened, in one sentence: in the person's language where this page knows the code, else the supervisor's. Details are in the evidence. */
export function WhatHappened({ summary: { code, message } }: Pick<Incident, "summary">) {
  const { t } = useTranslation();
  if (!i18next.exists(`incidents.what.${code}`)) return <FromServer>{visible(message)}</FromServer>;
  return t(`incidents.what.${code as "tampered"}`);
}
