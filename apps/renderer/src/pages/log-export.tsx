import { STATEMENT_CHOICES } from "@casemate/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../components/page.tsx";
import { useSlice } from "../state/console-store.ts";
import { useQuery } from "../state/hash-location.ts";
import { ExportAsked } from "./log-export-asked.tsx";
import { FIRST_CHOICE, type Choice } from "./log-export-choice.ts";
import { ExportForm } from "./log-export-form.tsx";
import css from "./log-export.module.css";

const EXPORT_ID = /^[0-9a-f]{32}$/;

/** Hands the log over: what goes in, who approves it, and how whoever gets it can check it. The address names what was asked for. */
export function LogExport() {
  const { t } = useTranslation();
  const [asked, setAsked] = useQuery("export");
  const [choice, setChoice] = useState<Choice>({ ...FIRST_CHOICE, include: STATEMENT_CHOICES });
  return (
    <Page
      title={t("logExport.title")}
      lead={t("logExport.lead")}
      todo={
        <a href="#/log" className={css.back}>
          {t("logExport.back")}
        </a>
      }
    >
      {EXPORT_ID.test(asked) ? (
        <ExportAsked
          exportId={asked}
          onAgain={() => {
            setAsked("");
          }}
        />
      ) : (
        <Choosing choice={choice} onChange={setChoice} onAsked={setAsked} />
      )}
    </Page>
  );
}

/** A log that does not verify proves nothing, so no bundle is made of it. */
function Choosing(props: {
  choice: Choice;
  onChange: (choice: Choice) => void;
  onAsked: (exportId: string) => void;
}) {
  const { t } = useTranslation();
  const { state, size, log } = useSlice("ledger");
  if (state !== "ok" || size === null)
    return (
      <p className={css.stopped} role="alert">
        {t(state === "damaged" ? "logExport.damaged" : "logExport.unavailable")}
      </p>
    );
  return <ExportForm key={log} size={size} {...props} />;
}
