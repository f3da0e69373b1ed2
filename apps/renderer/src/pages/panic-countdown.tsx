import { Button } from "@mantine/core";
import i18next from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { panicNow } from "../actions/panic.ts";
import { Command } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { useSlice } from "../state/console-store.ts";
import { Card, useTitle } from "../components/page.tsx";
import { PanicSteps } from "./panic-steps.tsx";
import css from "./panic.module.css";

/** How often the number is looked at again, in ms. */
const TICK_MS = 200;
/** Longest countdown that is shown, in s: a clock of another machine may be wrong. */
const MAX_SECONDS = 5;

/** Stands in place of every page while a panic counts down, runs, or could not be ended. */
export function PanicTakeover() {
  const { t } = useTranslation();
  const { state } = useSlice("panic");
  useTitle(t("panic.title"));
  return (
    <main className={css.whole}>
      <div className={css.wholeBox}>
        {state === "countdown" ? <Countdown /> : state === "half_done" ? <HalfDone /> : <Running />}
      </div>
    </main>
  );
}

function Countdown() {
  const { t } = useTranslation();
  const { level, actsAt } = useSlice("panic");
  const seconds = useSeconds(actsAt);
  const deep = level === 3 ? 3 : 2;
  return (
    <>
      <div role="alert" className={css.stack}>
        <h1>{t(`panic.countdown.title.${deep}`)}</h1>
        <p className={css.consequence}>{t(`panic.levels.consequence.${deep}`)}</p>
      </div>
      <div className={css.seconds}>
        <span className="muted">{t("panic.countdown.left")}</span>
        <span className={css.secondsNumber} role="timer">
          {t("time.unit.s", { count: seconds })}
        </span>
      </div>
      <Button size="xl" variant="filled" data-autofocus autoFocus onClick={() => void cancel()} fullWidth>
        {t("panic.countdown.cancel")}
      </Button>
      <div>
        <Button onClick={panicNow}>{t("panic.countdown.lock")}</Button>
      </div>
    </>
  );
}

async function cancel(): Promise<void> {
  const answer = await act("panic.cancel", {});
  if (answer === null) return;
  say(i18next.t(answer.cancelled ? "panic.countdown.cancelled" : "panic.countdown.late"));
}

/** The wall clock is looked at once: one that is set back meanwhile must not show time that is not there. */
function useSeconds(actsAt: string | null): number {
  const [left, setLeft] = useState(() => secondsTo(actsAt));
  useEffect(() => {
    const begun = performance.now();
    const first = secondsTo(actsAt);
    const timer = setInterval(() => {
      setLeft(first - (performance.now() - begun) / 1_000);
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [actsAt]);
  return Math.max(0, Math.ceil(left));
}

function secondsTo(actsAt: string | null): number {
  const left = actsAt === null ? 0 : (Date.parse(actsAt) - Date.now()) / 1_000;
  return Math.min(MAX_SECONDS, Math.max(0, left));
}

function Running() {
  const { t } = useTranslation();
  const { level, steps } = useSlice("panic");
  return (
    <>
      <div role="status">
        <h1>{t("panic.running.title", { level })}</h1>
      </div>
      <p>{t("panic.running.text")}</p>
      <Card flush>
        <PanicSteps steps={steps} />
      </Card>
    </>
  );
}

function HalfDone() {
  const { t } = useTranslation();
  const { level, steps } = useSlice("panic");
  return (
    <>
      <div role="alert">
        <h1 className={css.line}>
          <StateMark tone="danger" size={20} /> {t("panic.half.title")}
        </h1>
      </div>
      <p>{t("panic.half.text")}</p>
      <p className={css.row}>
        <span>{t("panic.half.again")}</span>
        <Command text={`casemate panic ${String(level ?? 1)}`} />
      </p>
      <h2>{t("panic.half.failed")}</h2>
      <Card flush>
        <PanicSteps steps={steps} />
      </Card>
    </>
  );
}
