import { spotlight } from "@mantine/spotlight";
import { OctagonX, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { panicNow } from "../actions/panic.ts";
import { FromServer } from "../components/from-server.tsx";
import { TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { useSlice } from "../state/console-store.ts";
import { openDrawer } from "../state/ui-store.ts";
import { Mark } from "./mark.tsx";
import { HEALTH_TONES, useOffline } from "./health.ts";
import css from "./top-bar.module.css";

export const MOD = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";

/** Health and the palette. `bare`: the mark instead of health, for the first run, when there is nothing to judge yet. */
export function TopBar({ bare }: { bare: boolean }) {
  const { t } = useTranslation();
  return (
    <section className={css.bar} aria-label={t("top.label")}>
      {bare ? (
        <span className={css.brand}>
          <Mark /> {t("app.name")}
        </span>
      ) : (
        <HealthBadge />
      )}
      <button
        type="button"
        className={css.palette}
        onClick={() => {
          spotlight.open();
        }}
      >
        <Search aria-hidden className="icon" />
        <span className={css.paletteText}>{t("top.palette")}</span>
        <kbd>{MOD} K</kbd>
      </button>
      {!bare && <PanicButton />}
    </section>
  );
}

/** One click, no question: level 1 is undone by unlocking. */
function PanicButton() {
  const { t } = useTranslation();
  const offline = useOffline();
  return (
    <button
      type="button"
      className={css.panic}
      onClick={panicNow}
      disabled={offline}
      title={t("panic.buttonTitle")}
      aria-keyshortcuts="Control+Shift+Backspace"
    >
      <OctagonX aria-hidden className="icon" />
      <span className={css.panicLong}>{t("panic.button")}</span>
      <span className={css.panicShort} aria-hidden>
        {t("panic.buttonShort")}
      </span>
    </button>
  );
}

function HealthBadge() {
  const { t } = useTranslation();
  const health = useSlice("health");
  const offline = useOffline();
  const level = offline ? "unknown" : health.level;
  const sentence = offline ? t("health.offline") : <FromServer>{health.sentence}</FromServer>;
  return (
    <button
      type="button"
      className={css.badge}
      onClick={() => {
        openDrawer("health");
      }}
    >
      <span className="visually-hidden">{t("health.title")}: </span>
      <StateMark tone={HEALTH_TONES[level]} />
      <strong className={`tone-${HEALTH_TONES[level]}`}>{t(`health.${level}`)}</strong>
      <span className={css.sentence}>{sentence}</span>
      {!offline && (
        <span className={css.when}>
          <TimeAgo at={health.checkedAt} />
        </span>
      )}
    </button>
  );
}
