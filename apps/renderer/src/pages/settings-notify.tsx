import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { connectionStore } from "../state/connection-store.ts";
import { allowNotify, notifyStore, stopNotify, type NotifyState } from "../state/notify.ts";
import css from "./settings.module.css";

/** Only in a browser: the desktop application tells of critical incidents by itself. */
export function NotifySetting() {
  const { t } = useTranslation();
  const state = notifyStore((store) => store.state);
  const browser = connectionStore(({ kind }) => kind === "browser");
  if (!browser) return null;
  const notes: Record<NotifyState, string> = {
    on: t("incidents.notify.on"),
    off: "",
    denied: t("incidents.notify.denied"),
    unsupported: t("incidents.notify.unsupported"),
  };
  return (
    <div className={css.row}>
      <div className={css.words}>
        <p className={css.label} id="notify">
          {t("incidents.notify.label")}
        </p>
        <p className="muted" id="notify-text">
          {t("incidents.notify.text")} {notes[state]}
        </p>
      </div>
      {state === "on" && (
        <Button aria-describedby="notify notify-text" onClick={stopNotify}>
          {t("incidents.notify.stop")}
        </Button>
      )}
      {state === "off" && (
        <Button aria-describedby="notify notify-text" onClick={() => void allowNotify()}>
          {t("incidents.notify.allow")}
        </Button>
      )}
    </div>
  );
}
