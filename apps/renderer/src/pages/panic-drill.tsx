import type { PanicDrilling, PanicLevel, PanicOutcome } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { act } from "../actions/actions.ts";
import { Card, Section } from "../components/page.tsx";
import { SaveText } from "../components/save-text.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { useNow } from "../state/now.ts";
import { PanicSteps } from "./panic-steps.tsx";
import { VerifyCommands } from "./panic-after.tsx";
import css from "./panic.module.css";

const LEVELS: readonly PanicLevel[] = [1, 2, 3];

interface Rehearsed {
  readonly outcome: PanicOutcome;
  /** Signed; kept here because Casemate keeps the last one only. */
  readonly report: string | null;
}

/** Rehearses all three levels one after the other, on a decoy. */
export function DrillSection() {
  const { t } = useTranslation();
  const { drilling } = useSlice("panic");
  const { done, running, begin } = useDrill();
  const busy = running !== null;
  const working = busy || drilling !== null;
  return (
    <Section title={t("panic.drill.title")} id="drill" note={t("panic.drill.note")}>
      <Card>
        <div className={css.stack}>
          <div className={css.row}>
            <span className={css.grow} role="status">
              {busy ? (
                t("panic.drill.running", { level: running, done: done.length })
              ) : drilling !== null ? (
                t("panic.drill.elsewhere", { level: drilling.level })
              ) : (
                <LastDrill />
              )}
            </span>
            <Button variant="filled" onClick={() => void begin()} loading={busy} disabled={working && !busy}>
              {t("panic.drill.begin")}
            </Button>
          </div>
          {drilling !== null && <Progress drilling={drilling} />}
          {done.map((one) => (
            <Drilled key={one.outcome.id} rehearsed={one} />
          ))}
          {done.length > 0 && !busy && (
            <div>
              <p className="muted">{t("panic.drill.only")}</p>
              <h3>{t("panic.drill.verify")}</h3>
              <div className={css.stack}>
                <VerifyCommands name={reportName(1)} />
              </div>
            </div>
          )}
        </div>
      </Card>
    </Section>
  );
}

/** How far the rehearsal that runs is, step by step. */
function Progress({ drilling: { phase, steps } }: { drilling: PanicDrilling }) {
  const { t } = useTranslation();
  const step = steps.filter(({ state }) => state !== "waiting").length;
  return (
    <div>
      <p className="muted">{t(`panic.drill.phase.${phase}`, { step, all: steps.length })}</p>
      {steps.length > 0 && <PanicSteps steps={steps} />}
    </div>
  );
}

function reportName(level: PanicLevel): string {
  return `casemate-drill-level-${String(level)}.json`;
}

function useDrill(): {
  done: readonly Rehearsed[];
  running: PanicLevel | null;
  begin: () => Promise<void>;
} {
  const [done, setDone] = useState<readonly Rehearsed[]>([]);
  const [running, setRunning] = useState<PanicLevel | null>(null);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const begin = async (): Promise<void> => {
    setDone([]);
    for (const level of LEVELS) {
      if (!here.current) return;
      setRunning(level);
      const outcome = await act("panic.drill", { level });
      if (outcome === null) break;
      const report = await act("panic.drillReport", {});
      setDone((before) => [...before, { outcome, report: report?.text ?? null }]);
    }
    setRunning(null);
  };
  return { done, running, begin };
}

function LastDrill() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { lastDrill } = useSlice("panic");
  if (lastDrill === null) return t("panic.drill.never");
  const { at, level, complete, ms } = lastDrill;
  const time = format.relative(at, now);
  return complete
    ? t("panic.drill.last", { level, time, duration: format.duration(ms) })
    : t("panic.drill.lastBad", { level, time });
}

function Drilled({ rehearsed: { outcome, report } }: { rehearsed: Rehearsed }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { level, complete, ms, steps } = outcome;
  return (
    <div>
      <div className={css.row}>
        <span className={`${css.line ?? ""} ${css.grow ?? ""}`}>
          <StateMark tone={complete ? "ok" : "danger"} />
          <strong>
            {complete
              ? t("panic.drill.worked", { level, duration: format.duration(ms) })
              : t("panic.drill.failed", { level })}
          </strong>
        </span>
        {report !== null && (
          <SaveText name={reportName(level)} text={report} label={t("panic.drill.report")} />
        )}
      </div>
      <details>
        <summary>{t("panic.steps.title")}</summary>
        <PanicSteps steps={steps} />
      </details>
    </div>
  );
}
