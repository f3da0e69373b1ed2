import type { VaultSlot } from "@casemate/contract";
import { Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

export type DuressLevel = NonNullable<VaultSlot["level"]>;

const LEVELS: readonly DuressLevel[] = [1, 2, 3];

/** What the duress passphrase will do. Level 2 without recovery words would be level 3, so it cannot be chosen then. */
export function DuressLevels({
  level,
  hasWords,
  disabled,
  onChange,
}: {
  readonly level: DuressLevel;
  readonly hasWords: boolean;
  readonly disabled: boolean;
  readonly onChange: (level: DuressLevel) => void;
}) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t("vault.ways.dialog.duress.levels")}
      value={String(level)}
      onChange={(value) => {
        onChange(LEVELS.find((one) => String(one) === value) ?? 1);
      }}
    >
      <Stack gap="xs" mt="xs">
        {LEVELS.map((one) => (
          <Radio
            key={one}
            value={String(one)}
            disabled={disabled || (one === 2 && !hasWords)}
            label={t(`vault.ways.levels.level${one}`)}
            description={one === 2 && !hasWords ? t("vault.ways.dialog.duress.needsWords") : undefined}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
