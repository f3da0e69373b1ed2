import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { act, lockVault } from "../actions/actions.ts";
import { StateMark } from "../components/state-mark.tsx";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { useNow } from "../state/now.ts";
import css from "./connection-views.module.css";

/** The last stretch before auto-lock is counted down, in ms: enough to come back to the chair. Never more than half of the idle time. */
const COUNTDOWN_MS = 60_000;
const MINUTE_MS = 60_000;

/** Counts the last minute down. Whoever moves is counted as being here anyway; the button says it to those who only look. */
export function LockSoon() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { state, locksAt, lockDeferredBy } = useSlice("vault");
  const { autoLockMinutes } = useSlice("app").settings;
  if (state !== "unlocked" || locksAt === null || lockDeferredBy !== null) return null;
  if (Date.parse(locksAt) - now > Math.min(COUNTDOWN_MS, (autoLockMinutes * MINUTE_MS) / 2)) return null;
  return (
    <div className={css.banner}>
      <StateMark tone="warn" />
      <div className={css.bannerWords}>
        {/* Said once; the seconds would be said every second. */}
        <strong role="alert">{t("lockSoon.title")}</strong>{" "}
        <span className="num">{t("lockSoon.in", { time: format.remaining(locksAt, now) })}</span>
      </div>
      <div className={css.retry}>
        <Button size="xs" onClick={() => void act("vault.touch", {})}>
          {t("lockSoon.stay")}
        </Button>
        <Button size="xs" variant="subtle" onClick={() => void lockVault()}>
          {t("lockSoon.now")}
        </Button>
      </div>
    </div>
  );
}
