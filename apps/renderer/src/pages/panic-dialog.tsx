import type { Notice, PanicPlan } from "@casemate/contract";
import { Button, Modal, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { consoleChannel, sendPassphrase } from "../actions/secret.ts";
import { SecretField } from "../components/secret-field.tsx";
import { FromServer } from "../components/from-server.tsx";
import { Skeleton } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { oneSpelling } from "../format/text.ts";
import { call } from "../state/connection.ts";
import { PanicError } from "./panic-error.tsx";
import css from "./panic.module.css";

/** Level 2 or 3: the consequence, what is lost, what stays, and what has to be typed. The countdown then takes the whole page. */
export function PanicDialog({ level, onClose }: { level: PanicPlan["level"]; onClose: () => void }) {
  const { t } = useTranslation();
  const [plan, setPlan] = useState<PanicPlan | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let current = true;
    call("panic.prepare", { level }).then(
      (found) => {
        if (current) setPlan(found);
      },
      (failure: unknown) => {
        if (current) setError(failure);
      },
    );
    return () => {
      current = false;
    };
  }, [level]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`panic.dialog.title.${level}`)}
      closeButtonProps={{ "aria-label": t("action.close") }}
      size="lg"
    >
      {error !== null && <PanicError failure={error} />}
      {plan === null ? (
        error === null && (
          <div role="status">
            <p className="muted">{t("panic.dialog.loading")}</p>
            <Skeleton lines={6} />
          </div>
        )
      ) : plan.refused ? (
        <Refused notice={plan.refused} onClose={onClose} />
      ) : (
        <Form plan={plan} onClose={onClose} />
      )}
    </Modal>
  );
}

function Refused({ notice, onClose }: { notice: Notice; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.form}>
      <p className={css.line}>
        <StateMark tone="warn" />
        <span>
          <strong>{t("panic.dialog.refused")}.</strong>{" "}
          <Told notice={notice} known={`panic.refused.${notice.code}`} />
        </span>
      </p>
      <div className={css.buttons}>
        {notice.code === "would_be_level_3" && (
          <Button component={Link} href="/vault">
            {t("panic.dialog.words")}
          </Button>
        )}
        <Button variant="filled" onClick={onClose} data-autofocus>
          {t("action.close")}
        </Button>
      </div>
    </div>
  );
}

/** This page's words for what it knows; else the sentence that came with it. */
function Told({ notice, known }: { notice: Notice; known: string }) {
  const { t, i18n } = useTranslation();
  // The one assertion: which codes there are is the console's to say.
  return i18n.exists(known) ? t(known as "panic.refused.absent") : <FromServer>{notice.message}</FromServer>;
}

function Form({ plan, onClose }: { plan: PanicPlan; onClose: () => void }) {
  const { t } = useTranslation();
  const secret = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [given, setGiven] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ready = oneSpelling(typed) === oneSpelling(plan.phrase) && (given || !plan.needsPassphrase);
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      const secretId = secret.current
        ? await sendPassphrase(secret.current, "approve", consoleChannel)
        : null;
      await call("panic.trigger", { level: plan.level, phrase: typed, secretId });
      onClose();
    } catch (failure) {
      setError(failure);
      setGiven(false);
      setBusy(false);
    }
  };
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <Effects plan={plan} />
      {error !== null && <PanicError failure={error} />}
      <TextInput
        label={t("panic.dialog.phrase", { phrase: plan.phrase })}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
        autoComplete="off"
        spellCheck={false}
        disabled={busy}
      />
      {plan.needsPassphrase ? (
        <SecretField
          short
          label={t("panic.dialog.secret")}
          field={secret}
          autoComplete="current-password"
          disabled={busy}
          onInput={(field) => {
            setGiven(field.value !== "");
          }}
          note={busy ? <p>{t("vault.ways.working")}</p> : undefined}
        />
      ) : (
        <p className="tone-warn">{t("panic.dialog.noPassphrase")}</p>
      )}
      <p className="muted">{t("panic.dialog.then", { seconds: plan.countdownMs / 1_000 })}</p>
      <div className={css.buttons}>
        <Button type="submit" color="danger" variant="outline" disabled={!ready} loading={busy}>
          {t(`panic.dialog.verb.${plan.level}`)}
        </Button>
        <Button variant="filled" onClick={onClose} data-autofocus disabled={busy}>
          {t("action.cancel")}
        </Button>
      </div>
    </form>
  );
}

function Effects({ plan: { level, lost, stays, recovery } }: { plan: PanicPlan }) {
  const { t } = useTranslation();
  const [consequence, ...rest] = lost;
  return (
    <>
      <p className={css.consequence}>
        {consequence && <Told notice={consequence} known={`panic.notices.${consequence.code}`} />}
      </p>
      <div className={css.columns}>
        {(
          [
            ["lost", rest],
            ["stays", stays],
          ] as const
        ).map(([name, notices]) => (
          <div key={name}>
            <h3>{t(`panic.dialog.${name}`)}</h3>
            <ul className={css.list}>
              {notices.map((notice) => (
                <li key={notice.code}>
                  <Told notice={notice} known={`panic.notices.${notice.code}`} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {level === 2 && recovery === "unknown" && <p className="tone-warn">{t("panic.dialog.unknownWords")}</p>}
    </>
  );
}
