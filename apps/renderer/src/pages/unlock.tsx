import { Button } from "@mantine/core";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { consoleChannel, prepareUnlock, sendPassphrase } from "../actions/secret.ts";
import { FromServer } from "../components/from-server.tsx";
import { useTitle } from "../components/page.tsx";
import { SecretField } from "../components/secret-field.tsx";
import { ErrorNote } from "../components/small.tsx";
import { useFormat } from "../format/use-format.ts";
import { Mark } from "../frame/mark.tsx";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText, noticeText } from "../state/error-text.ts";
import { useNow } from "../state/now.ts";
import { AfterLevel2 } from "./panic-after.tsx";
import css from "./unlock.module.css";

/** Stands wherever a page needs the vault and it is not unlocked. `page` says what is missing there. */
export function Unlock({ page }: { page: "home" | "models" | "chat" }) {
  const { t } = useTranslation();
  const vault = useSlice("vault");
  useTitle(t("unlock.title"));
  const needed = page === "home" ? null : t(`unlock.needed.${page}`);
  return (
    <div className={css.outer}>
      <div className={css.box}>
        <Mark size={36} />
        <div>
          <h1>
            {vault.state === "error"
              ? t("unlock.errorTitle")
              : t(vault.state === "locking" ? "unlock.lockingTitle" : "unlock.title")}
          </h1>
          <p className={css.lead}>
            <Lead />
            {needed !== null && <span className="muted"> {needed}</span>}
          </p>
        </div>
        <AfterLevel2 />
        {vault.state === "error" ? (
          <ErrorNote
            text={
              vault.error === null ? t("unlock.damaged") : <FromServer>{noticeText(vault.error)}</FromServer>
            }
          />
        ) : (
          <>
            {vault.error !== null && <ErrorNote text={<FromServer>{noticeText(vault.error)}</FromServer>} />}
            {vault.state !== "locking" && <UnlockForm />}
          </>
        )}
        <details className={css.details}>
          <summary>{t("unlock.works")}</summary>
          <p className="muted">{t("unlock.worksText")}</p>
        </details>
        <details className={css.details}>
          <summary>{t("unlock.forgotten")}</summary>
          <p className="muted">{t("unlock.forgottenText")}</p>
        </details>
      </div>
    </div>
  );
}

function Lead() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const vault = useSlice("vault");
  if (vault.state === "error") return null;
  if (vault.state === "locking") return <span>{t("unlock.locking")}</span>;
  if (vault.state === "unlocking") return <span>{t("vault.unlocking")}</span>;
  return (
    <time dateTime={vault.since} title={format.exact(vault.since)}>
      {t("unlock.lockedSince", { time: format.stamp(vault.since, now) })}
    </time>
  );
}

type Phase =
  | { readonly at: "idle" }
  | { readonly at: "busy" }
  /** `text`: what the console says, which for a vault that needs this machine's key may be that the key is missing. */
  | { readonly at: "wrong"; readonly text: string }
  | { readonly at: "failed"; readonly text: string };

function UnlockForm() {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [phase, setPhase] = useState<Phase>({ at: "idle" });
  const vault = useSlice("vault");
  const waiting = useWaiting();
  const busy = phase.at === "busy" || vault.state === "unlocking";
  useEffect(() => {
    if (!busy) field.current?.focus();
  }, [busy]);
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (!field.current || field.current.value === "" || busy || waiting !== null) return;
    setPhase({ at: "busy" });
    setPhase(await unlockWith(field.current));
  };
  const note = busy ? <p>{t("unlock.unlocking")}</p> : <Failures phase={phase} waiting={waiting} />;
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <SecretField
        label={t("unlock.passphrase")}
        field={field}
        autoComplete="current-password"
        autoFocus
        disabled={busy}
        invalid={phase.at === "wrong"}
        note={note}
        onInput={prepareUnlock}
      />
      <Button type="submit" variant="filled" size="md" loading={busy} disabled={waiting !== null} fullWidth>
        {t("unlock.submit")}
      </Button>
      <WaitingJobs />
    </form>
  );
}

/** What the lock interrupted. Its names are behind the lock. */
function WaitingJobs() {
  const { t } = useTranslation();
  const count = useSlice("jobs").filter((job) => job.state === "waiting").length;
  return count === 0 ? null : <p role="status">{t("unlock.waitingJobs", { count })}</p>;
}

async function unlockWith(field: HTMLInputElement): Promise<Phase> {
  try {
    const secretId = await sendPassphrase(field, "unlock", consoleChannel);
    const answer = await call("vault.unlock", { secretId });
    if (answer.result === "unlocked" || answer.result === "wait") return { at: "idle" };
    return { at: answer.result === "wrong" ? "wrong" : "failed", text: answer.message };
  } catch (error) {
    return { at: "failed", text: errorText(error) };
  }
}

/** What is left of the pause after wrong attempts, in words; null when an attempt is taken now. */
function useWaiting(): string | null {
  const { retryAt } = useSlice("vault");
  const now = useNow();
  const format = useFormat();
  return retryAt !== null && Date.parse(retryAt) > now ? format.remaining(retryAt, now) : null;
}

function Failures({ phase, waiting }: { phase: Phase; waiting: string | null }) {
  const { t } = useTranslation();
  const { failures, needsDeviceKey } = useSlice("vault");
  const told = phase.at === "failed" || (phase.at === "wrong" && needsDeviceKey);
  return (
    <>
      {told && <p className="tone-danger">{phase.text}</p>}
      {!told && needsDeviceKey && <p>{t("unlock.deviceKey")}</p>}
      {phase.at !== "failed" && failures > 0 && (
        <p className={phase.at === "wrong" ? "tone-danger" : undefined}>
          {phase.at === "wrong"
            ? t("unlock.wrong", { count: failures })
            : t("unlock.failures", { count: failures })}
        </p>
      )}
      {waiting !== null && <p className="num">{t("unlock.wait", { time: waiting })}</p>}
    </>
  );
}
