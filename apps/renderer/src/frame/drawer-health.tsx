import type { State } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { FromServer } from "../components/from-server.tsx";
import { Command, TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { useSlice } from "../state/console-store.ts";
import { navigate } from "../state/hash-location.ts";
import { openDrawer } from "../state/ui-store.ts";
import css from "./drawer.module.css";
import { CHECK_TONES, HEALTH_TONES, useOffline } from "./health.ts";

type Check = State["health"]["checks"][number];

/** What the health word rests on: every check with its time, its command and what to do. */
export function HealthDrawer() {
  const { t } = useTranslation();
  const health = useSlice("health");
  const offline = useOffline();
  const [extra, setExtra] = useState<readonly Check[]>([]);
  const [busy, setBusy] = useState(false);
  const again = async (): Promise<void> => {
    setBusy(true);
    const answer = await act("doctor.run", {});
    const known = new Set(health.checks.map(({ id }) => id));
    if (answer) setExtra(answer.checks.filter(({ id }) => !known.has(id)));
    setBusy(false);
  };
  const level = offline ? "unknown" : health.level;
  return (
    <div className={css.body}>
      <p className={css.claim}>
        <StateMark tone={HEALTH_TONES[level]} />
        <span>
          <strong className={`tone-${HEALTH_TONES[level]}`}>{t(`health.${level}`)}.</strong>{" "}
          {offline ? t("health.offline") : <FromServer>{health.sentence}</FromServer>}
        </span>
      </p>
      <p className={css.note}>{t("health.lead")}</p>
      <Counts checks={health.checks} />
      <ul className={css.list}>
        {gravestFirst(health.checks).map((check) => (
          <CheckRow key={check.id} check={check} />
        ))}
      </ul>
      {extra.length > 0 && (
        <>
          <h3>{t("health.more")}</h3>
          <ul className={css.list}>
            {extra.map((check) => (
              <CheckRow key={check.id} check={check} />
            ))}
          </ul>
        </>
      )}
      <p className={css.note}>{t("health.doctor")}</p>
      <Button onClick={() => void again()} loading={busy} disabled={offline}>
        {t("health.again")}
      </Button>
    </div>
  );
}

const ORDER: readonly Check["status"][] = ["danger", "warn", "unknown", "ok"];

/** What needs somebody comes before what is fine; otherwise in the order of the checks. */
function gravestFirst(checks: readonly Check[]): Check[] {
  return [...checks].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}

function Counts({ checks }: { checks: readonly Check[] }) {
  const { t } = useTranslation();
  const count = (status: Check["status"]): number => checks.filter((check) => check.status === status).length;
  return (
    <p className="num">
      {t("health.counts", {
        danger: count("danger"),
        warn: count("warn"),
        unknown: count("unknown"),
        ok: count("ok"),
      })}
    </p>
  );
}

/** What the page can do at once; everything else needs an entry or an approval, which its own page asks for. */
function CheckButton({ target }: { target: NonNullable<Check["target"]> }) {
  const { t } = useTranslation();
  const unload = async (): Promise<void> => {
    if ((await act("runtime.unload", {})) !== null) say(t("health.unloaded"));
  };
  if (target.call === "runtime.unload")
    return (
      <Button size="xs" onClick={() => void unload()}>
        {t("health.go.unload")}
      </Button>
    );
  return (
    <Button
      size="xs"
      onClick={() => {
        openDrawer(null);
        navigate(`/${target.page}`);
      }}
    >
      {t(`health.go.${target.page}`)}
    </Button>
  );
}

/** One check: mark, title, what was seen, what to do, how to check it oneself. */
export function CheckRow({ check }: { check: Check }) {
  const { t } = useTranslation();
  return (
    <li className={css.check}>
      <StateMark tone={CHECK_TONES[check.status]} />
      <div className={css.checkWords}>
        <p className={css.checkHead}>
          <strong>
            <FromServer>{check.title}</FromServer>
          </strong>
          <span className="visually-hidden"> ({t(`health.${check.status}`)})</span>
          <span className={css.when}>
            <TimeAgo at={check.checkedAt} />
          </span>
        </p>
        <p className="muted">
          <FromServer>{check.detail}</FromServer>
        </p>
        {check.remedy !== null && (
          <p>
            {t("health.toDo")}: <FromServer>{check.remedy}</FromServer>
          </p>
        )}
        {check.evidence !== null && <Command text={check.evidence} />}
        {check.status !== "ok" && check.target !== undefined && <CheckButton target={check.target} />}
      </div>
    </li>
  );
}
