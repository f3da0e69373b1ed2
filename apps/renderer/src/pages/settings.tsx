import {
  Button,
  NativeSelect,
  NumberInput,
  SegmentedControl,
  useMantineColorScheme,
  type MantineColorScheme,
} from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { Card, Page, Section } from "../components/page.tsx";
import { setHelp } from "../state/ui-store.ts";
import { useSlice } from "../state/console-store.ts";
import { chooseLanguage, LANGUAGES, type LanguageCode } from "../i18n/i18n.ts";
import { AdmissionSection } from "./settings-admission.tsx";
import { GpuTestSetting } from "./settings-gpu.tsx";
import { MarkerSetting } from "./settings-markers.tsx";
import { NotifySetting } from "./settings-notify.tsx";
import css from "./settings.module.css";

export function SettingsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("settings.title")} lead={t("settings.lead")}>
      <Section title={t("settings.everywhere")}>
        <Card>
          <div className={css.rows}>
            <NumberSetting
              name="autoLockMinutes"
              label={t("settings.autoLock")}
              text={t("settings.autoLockText")}
              unit={t("settings.minutes")}
              min={1}
              max={240}
            />
            <NumberSetting
              name="refusedKeepDays"
              label={t("settings.keep")}
              text={t("settings.keepText")}
              unit={t("settings.days")}
              min={0}
              max={30}
            />
            <MarkerSetting />
            <GpuTestSetting />
          </div>
        </Card>
      </Section>
      <AdmissionSection />
      <Section title={t("settings.here")}>
        <Card>
          <div className={css.rows}>
            <Appearance />
            <LanguageSetting />
            <NotifySetting />
          </div>
        </Card>
      </Section>
      <div>
        <Button
          onClick={() => {
            setHelp(true);
          }}
        >
          {t("settings.keyboard")}
        </Button>
      </div>
    </Page>
  );
}

interface NumberSettingProps {
  readonly name: "autoLockMinutes" | "refusedKeepDays";
  readonly label: string;
  readonly text: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
}

/** One number that Casemate keeps. Saved with its own button: a half-typed number must not take effect. */
function NumberSetting({ name, label, text, unit, min, max }: NumberSettingProps) {
  const { t } = useTranslation();
  const saved = useSlice("app").settings[name];
  const [draft, setDraft] = useState<number | string | null>(null);
  const value = draft ?? saved;
  const valid = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
  const save = async (): Promise<void> => {
    if (!valid) return;
    const answer = await act("settings.set", { [name]: value });
    if (answer === null) return;
    setDraft(null);
    say(t("settings.saved"));
  };
  return (
    <form
      className={css.row}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={css.words}>
        <p className={css.label} id={`${name}-label`}>
          {label}
        </p>
        <p className="muted" id={`${name}-text`}>
          {text} {!valid && <span className="tone-danger">{t("settings.bounds", { min, max })}</span>}
        </p>
      </div>
      <div className={css.control}>
        <NumberInput
          value={value}
          onChange={setDraft}
          min={min}
          max={max}
          clampBehavior="none"
          allowDecimal={false}
          w={132}
          suffix={`\u202f${unit}`}
          aria-labelledby={`${name}-label`}
          aria-describedby={`${name}-text`}
          error={!valid}
        />
        <Button type="submit" disabled={!valid || value === saved}>
          {t("settings.save")}
        </Button>
      </div>
    </form>
  );
}

function Appearance() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const options: { value: MantineColorScheme; label: string }[] = [
    { value: "auto", label: t("settings.system") },
    { value: "dark", label: t("settings.dark") },
    { value: "light", label: t("settings.light") },
  ];
  return (
    <div className={css.row}>
      <p className={css.label} id="appearance">
        {t("settings.theme")}
      </p>
      <SegmentedControl
        aria-labelledby="appearance"
        data={options}
        value={colorScheme}
        onChange={(value) => {
          setColorScheme(value);
        }}
      />
    </div>
  );
}

function LanguageSetting() {
  const { t, i18n } = useTranslation();
  return (
    <div className={css.row}>
      <div className={css.words}>
        <p className={css.label} id="language">
          {t("settings.language")}
        </p>
        {i18n.language !== "en" && (
          <p className="muted" id="language-text">
            {t("settings.languageText")}
          </p>
        )}
      </div>
      <NativeSelect
        aria-labelledby="language"
        aria-describedby={i18n.language === "en" ? undefined : "language-text"}
        value={i18n.language}
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        onChange={(event) => void chooseLanguage(event.currentTarget.value as LanguageCode)}
      />
    </div>
  );
}
