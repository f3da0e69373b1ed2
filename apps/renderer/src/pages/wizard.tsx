import { Button } from "@mantine/core";
import { useEffect, useRef, useState, type ReactNode, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { installStarter } from "../actions/known-file.tsx";
import { consoleChannel, sendPassphrase } from "../actions/secret.ts";
import { judge, MIN_PASSPHRASE_CHARS, type Strength } from "../actions/strength.ts";
import { pickFiles } from "../components/file-picker.tsx";
import { useTitle } from "../components/page.tsx";
import { SecretField } from "../components/secret-field.tsx";
import { ErrorNote } from "../components/small.tsx";
import { StrengthNote } from "../components/strength-note.tsx";
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
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const { strength, read } = useStrength(first);
  const [differs, setDiffers] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!first.current || !second.current) return;
    const same = first.current.value.normalize("NFC") === second.current.value.normalize("NFC");
    setDiffers(!same);
    if ([...first.current.value].length < MIN_PASSPHRASE_CHARS) {
      read();
      first.current.focus();
    } else if (same) {
      second.current.value = "";
      onCreate(first.current);
    } else {
      second.current.focus();
    }
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
        <SecretField
          label={t("wizard.passphrase")}
          field={first}
          autoComplete="new-password"
          autoFocus
          onInput={read}
          note={<StrengthNote strength={strength} />}
        />
        <SecretField
          short
          label={t("wizard.repeat")}
          field={second}
          autoComplete="new-password"
          invalid={differs}
          onInput={() => {
            setDiffers(false);
          }}
          note={differs ? <p className="tone-danger">{t("wizard.mismatch")}</p> : null}
        />
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

/** How long typing must pause before it is judged, in ms. */
const JUDGE_AFTER_MS = 120;

function useStrength(field: { readonly current: HTMLInputElement | null }): {
  strength: Strength | null;
  read: () => void;
} {
  const [strength, setStrength] = useState<Strength | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const run = useRef(0);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const read = (): void => {
    clearTimeout(timer.current);
    run.current += 1;
    const mine = run.current;
    timer.current = setTimeout(() => {
      const value = field.current?.value ?? "";
      if (value === "") setStrength(null);
      else
        judge(value).then(
          (found) => {
            if (mine === run.current) setStrength(found);
          },
          () => {
            setStrength(null);
          },
        );
    }, JUDGE_AFTER_MS);
  };
  return { strength, read };
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
