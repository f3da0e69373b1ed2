import { Button } from "@mantine/core";
import { useEffect, useState, type ReactNode, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { installStarter } from "../actions/known-file.tsx";
import { consoleChannel, sendPassphrase } from "../actions/secret.ts";
import { pickFiles } from "../components/file-picker.tsx";
import { useTitle } from "../components/page.tsx";
import { NewPassphraseFields, useNewPassphrase } from "../components/new-passphrase.tsx";
import { ErrorNote } from "../components/small.tsx";
import { useFormat } from "../format/use-format.ts";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText } from "../state/error-text.ts";
import { navigate } from "../state/hash-location.ts";
import { uiStore } from "../state/ui-store.ts";
import css from "./wizard.module.css";

/** The first run: what this is, a passphrase, the vault being made, a first model. */
export function Wizard() {
  const { t } = useTranslation();
  const vault = useSlice("vault");
  const firstModel = uiStore((ui) => ui.firstModel);
  const [creating, setCreating] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useTitle(t("app.name"));
  const create = async (field: HTMLInputElement): Promise<void> => {
    setCreating(true);
    setError(null);
    uiStore.setState({ firstModel: true });
    try {
      await call("vault.create", { secretId: await sendPassphrase(field, "create", consoleChannel) });
    } catch (failure) {
      uiStore.setState({ firstModel: false });
      setError(errorText(failure));
    }
    setCreating(false);
  };
  if (firstModel && vault.state === "unlocked") return <FirstModel />;
  if (creating || vault.state === "unlocking") return <Creating />;
  return <ChoosePassphrase error={error} onCreate={(field) => void create(field)} />;
}

function Frame({ step, children }: { step: 1 | 2 | 3; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={css.outer}>
      <div className={css.box}>
        <div className={css.top}>
          <span className={css.step}>{t("wizard.steps", { step })}</span>
        </div>
        {children}
      </div>
    </div>
  );
}

function ChoosePassphrase({
  error,
  onCreate,
}: {
  error: string | null;
  onCreate: (field: HTMLInputElement) => void;
}) {
  const { t } = useTranslation();
  const passphrase = useNewPassphrase();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const field = passphrase.take();
    if (field) onCreate(field);
  };
  return (
    <Frame step={1}>
      <div className={css.intro}>
        <p className={css.what}>{t("wizard.what")}</p>
        <p className="muted">{t("wizard.where")}</p>
      </div>
      <form className={css.form} onSubmit={submit}>
        <div>
          <h1>{t("wizard.begin")}</h1>
          <p className="muted">{t("wizard.lead")}</p>
        </div>
        {error !== null && <ErrorNote text={`${t("wizard.failed")} ${error}`} />}
        <NewPassphraseFields passphrase={passphrase} label={t("wizard.passphrase")} autoFocus />
        <p className={css.warning}>
          <strong>{t("wizard.noReset")}</strong> {t("wizard.noResetText")}
        </p>
        <Button type="submit" variant="filled" size="md">
          {t("wizard.create")}
        </Button>
      </form>
    </Frame>
  );
}

function Creating() {
  const { t } = useTranslation();
  const format = useFormat();
  const [begun] = useState(() => Date.now());
  const [now, setNow] = useState(begun);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <Frame step={2}>
      <h1>{t("wizard.creating")}</h1>
      <p role="status">{t("wizard.creatingText")}</p>
      <div className={css.wait} aria-hidden />
      <p className="muted num">
        {t("wizard.elapsed", {
          time: format.duration(Math.max(1_000, Math.floor((now - begun) / 1_000) * 1_000)),
        })}
      </p>
    </Frame>
  );
}

function FirstModel() {
  const { t } = useTranslation();
  const leave = (to: string): void => {
    uiStore.setState({ firstModel: false });
    navigate(to);
  };
  const starter = async (): Promise<void> => {
    leave("/models");
    await installStarter();
  };
  return (
    <Frame step={3}>
      <div>
        <p className="tone-ok" role="status">
          {t("wizard.done")}
        </p>
        <h1>{t("wizard.firstModel")}</h1>
        <p>{t("wizard.firstModelText")}</p>
      </div>
      <div className={css.choice}>
        <Button variant="filled" size="md" onClick={() => void starter()}>
          {t("wizard.starter")}
        </Button>
        <p className="muted">{t("wizard.starterText")}</p>
      </div>
      <div className={css.buttons}>
        <Button onClick={pickFiles}>{t("wizard.choose")}</Button>
        <Button
          variant="subtle"
          onClick={() => {
            leave("/");
          }}
        >
          {t("wizard.later")}
        </Button>
      </div>
    </Frame>
  );
}
