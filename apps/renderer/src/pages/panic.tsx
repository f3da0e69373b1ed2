import type { PanicOutcome } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { panicNow } from "../actions/panic.ts";
import { FromServer } from "../components/from-server.tsx";
import { Card, Page, Section } from "../components/page.tsx";
import { Skeleton } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { MOD } from "../frame/top-bar.tsx";
import { useSlice } from "../state/console-store.ts";
import { useNow } from "../state/now.ts";
import { CertificateSection, Consequences } from "./panic-after.tsx";
import { PanicDialog } from "./panic-dialog.tsx";
import { DrillSection } from "./panic-drill.tsx";
import { PanicSteps } from "./panic-steps.tsx";
import { TriggersSection } from "./panic-triggers.tsx";
import { isYoung } from "./drill-rule.ts";
import { useVaultAge } from "./vault-age.ts";
import css from "./panic.module.css";

const LEVELS = [1, 2, 3] as const;

/** Works locked as well: panic needs no open vault. */
export function PanicPage() {
  const { t } = useTranslation();
  const { last, refused } = useSlice("panic");
  return (
    <Page title={t("panic.title")} lead={<Lead />} todo={<Todo />}>
      {refused !== null && (
        <Card>
          <p className={css.line} role="alert">
            <StateMark tone="warn" />
            <span>
              <FromServer>{visible(refused.message)}</FromServer>
            </span>
          </p>
        </Card>
      )}
      <Levels />
      <DrillSection />
      <TriggersSection />
      {last && <LastPanic last={last} />}
    </Page>
  );
}

function Lead() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { last, armed } = useSlice("panic");
  const stands =
    last === null
      ? t("panic.lead.idle")
      : t("panic.lead.idleAfter", { level: last.level, time: format.relative(last.endedAt, now) });
  return armed.failedUnlocks || armed.incidents ? `${stands} ${t("panic.lead.armed")}` : stands;
}

function Todo() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { lastDrill } = useSlice("panic");
  return lastDrill?.complete === true
    ? t("panic.lead.todoNothing", { time: format.relative(lastDrill.at, now) })
    : t("panic.lead.todoDrill");
}

function Levels() {
  const { t } = useTranslation();
  const age = useVaultAge();
  const { state } = useSlice("vault");
  const [open, setOpen] = useState<2 | 3 | null>(null);
  const [shown, setShown] = useState(false);
  const quiet = isYoung(age) && !shown;
  return (
    <Section title={t("panic.levels.title")} note={t("panic.levels.backups")}>
      <div className={css.levels}>
        {LEVELS.filter((level) => level === 1 || (!quiet && age !== "reading")).map((level) => (
          <section key={level} className={css.level} aria-label={t("panic.level", { level })}>
            <div>
              <p className={css.number}>{t("panic.level", { level })}</p>
              <h3>{t(`panic.levels.name.${level}`)}</h3>
            </div>
            <p className={css.consequence}>{t(`panic.levels.consequence.${level}`)}</p>
            <p>{t(`panic.levels.what.${level}`)}</p>
            <p className="muted">
              {t(level === 1 ? "panic.levels.needs.1" : "panic.levels.needs.2")}
              {level === 1 && (
                <>
                  {" "}
                  {t("panic.levels.key")} <kbd>{MOD}</kbd> <kbd>⇧</kbd> <kbd>⌫</kbd>
                </>
              )}
            </p>
            <div>
              <Button
                color="danger"
                variant="outline"
                disabled={state === "absent"}
                onClick={() => {
                  if (level === 1) panicNow();
                  else setOpen(level);
                }}
              >
                {t(`panic.levels.verb.${level}`)}
              </Button>
            </div>
          </section>
        ))}
        {age === "reading" && (
          <div className={css.level}>
            <Skeleton lines={6} />
          </div>
        )}
        {quiet && (
          <section className={css.level} aria-label={t("panic.levels.showAll")}>
            <p>{t("panic.levels.young")}</p>
            <div>
              <Button
                onClick={() => {
                  setShown(true);
                }}
              >
                {t("panic.levels.showAll")}
              </Button>
            </div>
          </section>
        )}
      </div>
      {open !== null && (
        <PanicDialog
          level={open}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </Section>
  );
}

function LastPanic({ last }: { last: PanicOutcome }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { level, complete, resumed, logged, cause, steps } = last;
  const took = t("panic.last.took", {
    time: format.exact(last.endedAt),
    duration: format.duration(last.ms),
  });
  return (
    <>
      <Section title={t("panic.last.title")}>
        <Card flush>
          <div className={css.claims}>
            <p className={css.line}>
              <StateMark tone={complete ? "ok" : "danger"} />
              <strong>{t(`panic.last.head.${level}`)}</strong> {took}
            </p>
            {!complete && <p className="tone-danger">{t("panic.last.incomplete")}</p>}
            {resumed && <p>{t("panic.last.resumed")}</p>}
            {!logged && level !== 3 && <p>{t("panic.last.notLogged")}</p>}
            <p>
              {t("panic.last.cause")} {t(`panic.cause.${cause}`)}.
            </p>
          </div>
          <PanicSteps steps={steps} />
        </Card>
      </Section>
      {level !== 1 && <Consequences level={level} complete={complete} />}
      {level === 3 && <CertificateSection />}
    </>
  );
}
