import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Command } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { useFormat } from "../format/use-format.ts";
import { connectionStore } from "../state/connection-store.ts";
import { consoleStore } from "../state/console-store.ts";
import { retryNow } from "../state/connection.ts";
import { useNow } from "../state/now.ts";
import css from "./connection-views.module.css";
import { Mark } from "./mark.tsx";

/** Over the page while the connection is lost: what is seen is old, and when it is tried again. */
export function LostBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const lost = connectionStore(({ phase }) => phase === "lost");
  const seenAt = consoleStore((store) => store.seenAt);
  if (!lost) return null;
  return (
    <div className={css.banner} role="alert">
      <StateMark tone="unknown" />
      <div className={css.bannerWords}>
        <strong role="heading" aria-level={1}>
          {t("connection.lostTitle")}
        </strong>{" "}
        <span>{t("connection.lost", { time: format.exact(seenAt) })}</span>
      </div>
      <Retry />
    </div>
  );
}

function Retry() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const retryAt = connectionStore((connection) => connection.retryAt);
  return (
    <div className={css.retry}>
      <span className="muted">
        {retryAt === null
          ? t("connection.retrying")
          : t("connection.retryIn", { time: format.remaining(new Date(retryAt).toISOString(), now) })}
      </span>
      <Button size="xs" onClick={retryNow} disabled={retryAt === null}>
        {t("connection.retry")}
      </Button>
    </div>
  );
}

/** What stands alone in the window while there is no state to show. */
export function Outside() {
  const { t } = useTranslation();
  const phase = connectionStore((connection) => connection.phase);
  return (
    <main className={css.outside}>
      <div className={css.box}>
        <Mark size={36} />
        {phase === "no-session" && <NoSession />}
        {phase === "lost" && (
          <>
            <h1>{t("connection.lostTitle")}</h1>
            <Retry />
          </>
        )}
        {phase === "connecting" && (
          <>
            <h1>{t("app.name")}</h1>
            <p className="muted" role="status">
              {t("connection.connecting")}
            </p>
          </>
        )}
        {phase === "leaving" && (
          <>
            <h1>{t("connection.leavingTitle")}</h1>
            <p className="muted">{t("connection.leaving")}</p>
          </>
        )}
        {phase === "unanswered" && (
          <div role="alert">
            <h1>{t("panic.unanswered.title")}</h1>
            <p>{t("panic.unanswered.text")}</p>
            <Command text="casemate panic 1" />
            <p className="muted">{t("panic.unanswered.close")}</p>
          </div>
        )}
        {phase === "incompatible" && (
          <>
            <h1>{t("connection.incompatibleTitle")}</h1>
            <p>{t("connection.incompatible")}</p>
            <Button
              onClick={() => {
                location.reload();
              }}
            >
              {t("connection.reload")}
            </Button>
          </>
        )}
      </div>
    </main>
  );
}

function NoSession() {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t("connection.noSessionTitle")}</h1>
      <p>{t("connection.noSession")}</p>
      <p>{t("connection.noSessionTodo")}</p>
      <div className={css.commands}>
        <Command text="npm start" />
        <Command text="casemate serve" />
      </div>
      <p className="muted">{t("connection.noSessionRemote")}</p>
    </>
  );
}
