import type { EngineAdvisories } from "@casemate/contract";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { Card, Section } from "../components/page.tsx";
import { RuleLink } from "../components/rule-link.tsx";
import { ErrorNote, Skeleton } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { call } from "../state/connection.ts";
import { errorText } from "../state/error-text.ts";
import css from "./table.module.css";

type Advisory = EngineAdvisories["advisories"][number];

/** What is not known to be fixed stands first. */
const ORDER: Record<Advisory["state"], number> = { affected: 0, unknown: 1, fixed: 2 };
const TONES: Record<Advisory["state"], Tone> = { affected: "warn", unknown: "unknown", fixed: "ok" };

/** The inference engine, its release, and every known weakness with its state here. */
export function Engine({ name }: { name: string }) {
  const { t } = useTranslation();
  const [engine, setEngine] = useState<EngineAdvisories | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    call("engine.advisories", {}).then(
      (found) => {
        if (!current) return;
        setEngine(found);
        setError(null);
      },
      (failure: unknown) => {
        if (current) setError(errorText(failure));
      },
    );
    return () => {
      current = false;
    };
  }, [attempt]);
  return (
    <Section title={t("machine.engine")}>
      {error !== null && (
        <ErrorNote
          text={error}
          onRetry={() => {
            setAttempt((count) => count + 1);
          }}
        />
      )}
      {engine === null && error === null && <Skeleton lines={6} />}
      {engine !== null && <Known engine={engine} name={name} />}
    </Section>
  );
}

function Known({ engine, name }: { engine: EngineAdvisories; name: string }) {
  const { t } = useTranslation();
  const count = (state: Advisory["state"]): number =>
    engine.advisories.filter((advisory) => advisory.state === state).length;
  const rows = [...engine.advisories].sort((a, b) => ORDER[a.state] - ORDER[b.state]);
  return (
    <>
      <p>
        {name} · llama.cpp {engine.release ?? t("machine.engineUnknown")}.{" "}
        {t("machine.engineCounts", {
          fixed: count("fixed"),
          affected: count("affected"),
          unknown: count("unknown"),
        })}
      </p>
      <p className={css.result}>
        {engine.stale && <StateMark tone="warn" />}
        <span className={engine.stale ? undefined : "muted"}>
          {t("machine.engineList", { date: engine.asOf })} {engine.stale && t("machine.engineStale")}
        </span>
      </p>
      <Card flush>
        <div className={css.scroll} tabIndex={0} role="group" aria-label={t("machine.engine")}>
          <table className={css.plain}>
            <thead>
              <tr>
                <th scope="col">{t("machine.engineColumns.state")}</th>
                <th scope="col">{t("machine.engineColumns.weakness")}</th>
                <th scope="col">{t("machine.engineColumns.stopped")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((advisory) => (
                <Row key={advisory.ids[0]} advisory={advisory} />
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </>
  );
}

function Row({ advisory }: { advisory: Advisory }) {
  const { t } = useTranslation();
  const { ids, title, shape, state, fixedIn, rule, note, reference } = advisory;
  return (
    <tr>
      <td>
        <span className={css.result}>
          <StateMark tone={TONES[state]} />
          <span>
            {state === "fixed" && fixedIn !== null
              ? t("machine.engineFixedIn", { release: fixedIn })
              : t(`machine.engineState.${state}`)}
          </span>
        </span>
      </td>
      <td style={{ whiteSpace: "normal", minWidth: 260 }}>
        <FromServer>{title}</FromServer>
        <div className="muted">
          <FromServer>{shape}</FromServer> · <span title={reference}>{ids.join(", ")}</span>
        </div>
      </td>
      <td style={{ whiteSpace: "normal", minWidth: 160 }}>
        {rule === null ? <FromServer>{note ?? "–"}</FromServer> : <RuleLink rule={rule} />}
      </td>
    </tr>
  );
}
