import { Button } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { act } from "../actions/actions.ts";
import { Card, Section } from "../components/page.tsx";
import { randomId } from "../format/random-id.ts";
import { useFormat } from "../format/use-format.ts";
import { obstacle, requestOf, type Choice } from "./log-export-choice.ts";
import { EncryptFields, SayFields } from "./log-export-fields.tsx";
import { HideFields } from "./log-export-hide.tsx";
import { RangeFields } from "./log-export-range.tsx";
import { PreviewRows } from "./log-export-rows.tsx";
import { useExportPreview, type ExportPreview } from "./use-export-preview.ts";
import css from "./log-export.module.css";

interface ExportFormProps {
  /** Records in the log. */
  readonly size: number;
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  /** Called when the console has the request, approved or not. */
  readonly onAsked: (exportId: string) => void;
}

/** Everything that a person chooses about an export, with what a stranger will see of it. */
export function ExportForm({ size, choice, onChange, onAsked }: ExportFormProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const found = useExportPreview(choice, size);
  const { preview } = found;
  const change = (some: Partial<Choice>): void => {
    onChange({ ...choice, ...some });
  };
  const ready = preview !== null && !found.loading && obstacle(choice) === null;
  const ask = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    const exportId = randomId();
    // Never done at once: it waits for an approval, which the console's state then has.
    await act("forensic.export", requestOf(choice, exportId, preview));
    setBusy(false);
    onAsked(exportId);
  };
  return (
    <form className={css.form} onSubmit={(event) => void ask(event)}>
      <Section title={t("logExport.range.title")} note={t("logExport.range.note")}>
        <Card>
          <RangeFields choice={choice} size={size} onChange={change} error={found.error} />
        </Card>
      </Section>
      <Section title={t("logExport.hide.title")} note={t("logExport.hide.note")}>
        <Card>
          <HideFields choice={choice} facts={found.facts} onChange={change} />
        </Card>
        <PreviewRows found={found} hide={choice.hide} />
      </Section>
      <Section title={t("logExport.say.title")} note={t("logExport.say.note")}>
        <Card>
          <SayFields choice={choice} statements={preview?.statements ?? null} onChange={change} />
        </Card>
      </Section>
      <Section title={t("logExport.encrypt.title")}>
        <Card>
          <EncryptFields choice={choice} onChange={change} />
        </Card>
      </Section>
      <div className={css.submit}>
        <p role="status">
          <Summary found={found} choice={choice} />
        </p>
        <Button type="submit" variant="filled" loading={busy} disabled={!ready}>
          {t("logExport.ask")}
        </Button>
      </div>
    </form>
  );
}

function Summary({ found: { preview, loading, error }, choice }: { found: ExportPreview; choice: Choice }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (error !== null) return <span className="tone-danger">{error}</span>;
  if (preview === null || loading) return <span className="muted">{t("logExport.counting")}</span>;
  const hidden = preview.hidden.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      {t("logExport.summary", {
        count: preview.to - preview.from,
        records: format.count(preview.to - preview.from),
        from: preview.from,
        to: preview.to - 1,
        bytes: format.bytes(preview.bytes),
      })}{" "}
      {hidden === 0
        ? t("logExport.hiddenNone")
        : t("logExport.hiddenSome", { count: hidden, fields: format.count(hidden) })}{" "}
      {preview.forgotten > 0 &&
        t("logExport.forgotten", { count: preview.forgotten, records: format.count(preview.forgotten) })}{" "}
      {t(choice.encrypt ? "logExport.encrypted" : "logExport.open")}
    </>
  );
}
