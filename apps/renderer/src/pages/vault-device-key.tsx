import { Textarea } from "@mantine/core";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";

/** Recovery words typed again, so that they are known to be at hand; without any, the sentence that says what is taken on. */
export function DeviceKeyProof({
  field,
  hasWords,
  disabled,
}: {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly hasWords: boolean;
  readonly disabled: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Textarea
      ref={field}
      label={t(hasWords ? "vault.ways.dialog.keyOn.words" : "vault.ways.dialog.keyOn.loss")}
      description={
        hasWords
          ? undefined
          : t("vault.ways.dialog.keyOn.type", { sentence: t("vault.ways.dialog.keyOn.sentence") })
      }
      rows={hasWords ? 4 : 2}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      disabled={disabled}
    />
  );
}
