import { STATEMENT_CHOICES, type ForensicPreview } from "@casemate/contract";
import { Checkbox, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { shorten } from "../format/text.ts";
import { MAX_NOTES, MAX_REASON, recipientsOf, type Choice } from "./log-export-choice.ts";
import css from "./log-export.module.css";

interface FieldsProps {
  readonly choice: Choice;
  readonly onChange: (some: Partial<Choice>) => void;
}

/** What goes with the records: what the console says of itself, and what the person adds. */
export function SayFields({
  choice,
  statements,
  onChange,
}: FieldsProps & { readonly statements: ForensicPreview["statements"] | null }) {
  const { t } = useTranslation();
  const { include, hide } = choice;
  return (
    <div className={css.hide}>
      <p>{t("logExport.say.always")}</p>
      {STATEMENT_CHOICES.map((name) => {
        const why = statements?.find((one) => one.name === name)?.why ?? null;
        return (
          <Checkbox
            key={name}
            label={t(`logExport.say.${name}`)}
            description={
              why !== null && (
                <>
                  {t("logExport.say.notRecorded")} <FromServer>{why}.</FromServer>
                </>
              )
            }
            checked={include.includes(name)}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              onChange({
                include: STATEMENT_CHOICES.filter((one) => (one === name ? on : include.includes(one))),
              });
            }}
          />
        );
      })}
      <Textarea
        label={t("logExport.say.notes")}
        description={t("logExport.say.notesHint")}
        value={choice.notes}
        maxLength={MAX_NOTES}
        autosize
        minRows={2}
        maxRows={10}
        onChange={(event) => {
          onChange({ notes: event.currentTarget.value });
        }}
      />
      {hide.length > 0 && (
        <Textarea
          label={t("logExport.say.reason")}
          description={t("logExport.say.reasonHint")}
          value={choice.reason}
          maxLength={MAX_REASON}
          autosize
          minRows={1}
          maxRows={4}
          onChange={(event) => {
            onChange({ reason: event.currentTarget.value });
          }}
        />
      )}
    </div>
  );
}

/** Who can read the file. */
export function EncryptFields({ choice, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const { keys, wrong, tooMany } = recipientsOf(choice.recipients);
  const problem =
    wrong !== null
      ? t("logExport.encrypt.wrong", { key: shorten(wrong) })
      : tooMany
        ? t("logExport.encrypt.tooMany")
        : keys.length === 0
          ? t("logExport.encrypt.none")
          : null;
  return (
    <div className={css.hide}>
      <Checkbox
        label={t("logExport.encrypt.label")}
        description={t("logExport.encrypt.text")}
        checked={choice.encrypt}
        onChange={(event) => {
          onChange({ encrypt: event.currentTarget.checked });
        }}
      />
      {choice.encrypt && (
        <Textarea
          label={t("logExport.encrypt.keys")}
          description={t("logExport.encrypt.keysHint")}
          value={choice.recipients}
          error={problem ?? undefined}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => {
            onChange({ recipients: event.currentTarget.value });
          }}
        />
      )}
    </div>
  );
}
