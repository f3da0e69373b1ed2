import type { GpuHistory } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { Card, Section } from "../components/page.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { useFormat } from "../format/use-format.ts";
import { useNow } from "../state/now.ts";
import { PROBE_TONES, titleOf } from "./gpu-probes.tsx";
import css from "./gpu.module.css";
import table from "./table.module.css";

/** Rounds that are shown at first; the others behind a click. */
const SHOWN = 10;
type Entry = GpuHistory["entries"][number];

/** Verdicts of earlier rounds, newest first, and where it goes. */
export function Earlier({ history }: { history: GpuHistory }) {
  const { t } = useTranslation();
  const { entries, trend, setAside } = history;
  const newest = [...entries].reverse();
  const words =
    trend === null || trend === 0
      ? t("gpu.trend.same")
      : trend > 0
        ? t("gpu.trend.worse")
        : t("gpu.trend.better");
  return (
    <Section title={t("gpu.earlier")} aside={entries.length > 1 && <span>{words}</span>}>
      {setAside !== null && <p>{t("gpu.earlierDamaged", { name: setAside })}</p>}
      {newest.length === 0 ? (
        <p className="muted">{t("gpu.earlierNone")}</p>
      ) : (
        <Card flush>
          <Rounds entries={newest.slice(0, SHOWN)} />
          {newest.length > SHOWN && (
            <details className={css.more}>
              <summary>{t("gpu.earlierMore", { count: newest.length - SHOWN })}</summary>
              <Rounds entries={newest.slice(SHOWN)} />
            </details>
          )}
        </Card>
      )}
    </Section>
  );
}

function Rounds({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (
    <div className={table.scroll} tabIndex={0} role="group" aria-label={t("gpu.earlier")}>
      <table className={table.plain}>
        <thead>
          <tr>
            <th scope="col">{t("gpu.when")}</th>
            <th scope="col">{t("gpu.verdictName")}</th>
            <th scope="col">{t("gpu.score")}</th>
            <th scope="col">{t("gpu.raised")}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, index) => (
            <tr key={`${entry.at} ${String(index)}`}>
              <td className="num">
                <time dateTime={entry.at} title={format.exact(entry.at)}>
                  {format.stamp(entry.at, now)}
                </time>
              </td>
              <td>
                <span className={table.result}>
                  <StateMark tone={entry.verdict === "healthy" ? "ok" : PROBE_TONES[entry.verdict]} />
                  <span>{t(`gpu.verdict.${entry.verdict}`)}</span>
                </span>
              </td>
              <td className="num">{entry.score === null ? "–" : format.share(entry.score)}</td>
              <td className={css.raised}>
                {entry.raised.length === 0
                  ? "–"
                  : entry.raised.map((id) => titleOf({ id, title: id })).join(", ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
