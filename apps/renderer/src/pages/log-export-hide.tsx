import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { visible } from "../format/text.ts";
import type { Choice } from "./log-export-choice.ts";
import css from "./log-export.module.css";

const WHOLE = ["actor", "subject", "detail"] as const;

/** What a stranger shall not see. `facts`: names of facts that the previewed records have. */
export function HideFields({
  choice: { hide },
  facts,
  onChange,
}: {
  readonly choice: Choice;
  readonly facts: readonly string[];
  readonly onChange: (some: Partial<Choice>) => void;
}) {
  const { t } = useTranslation();
  const toggle = (name: string, on: boolean): void => {
    onChange({ hide: on ? [...hide, name] : hide.filter((one) => one !== name) });
  };
  const single = [...new Set([...facts, ...hide.filter((name) => name.startsWith("detail."))])].sort();
  const all = hide.includes("detail");
  return (
    <div className={css.hide}>
      {WHOLE.map((name) => (
        <Checkbox
          key={name}
          label={t(`logExport.hide.${name}`)}
          description={t(`logExport.hide.${name}Why`)}
          checked={hide.includes(name)}
          onChange={(event) => {
            toggle(name, event.currentTarget.checked);
          }}
        />
      ))}
      {single.length > 0 && (
        <fieldset className={css.facts} disabled={all}>
          <legend className="muted">{t("logExport.hide.single")}</legend>
          {single.map((name) => (
            <Checkbox
              key={name}
              size="xs"
              label={<code>{visible(name.slice("detail.".length))}</code>}
              checked={all || hide.includes(name)}
              disabled={all}
              onChange={(event) => {
                toggle(name, event.currentTarget.checked);
              }}
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}
