import type { GpuCard, GpuSample } from "@casemate/contract";
import { NativeSelect } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LineChart } from "../components/line-chart.tsx";
import { Card, Empty, Section } from "../components/page.tsx";
import { withUnit } from "../format/number.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { FIGURES, rowsOf, seriesOf, summaryOf, UNITS, type Figure, type Series } from "./gpu-series.ts";
import css from "./gpu.module.css";
import table from "./table.module.css";

/** Charts end at the last sample and begin an hour before, in seconds. */
const HOUR_S = 3600;

/** What a card showed over the last hour. Figures that it never told have no chart. */
export function Charts({ cards, samples }: { cards: readonly GpuCard[]; samples: readonly GpuSample[] }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<string | null>(null);
  const [first] = cards;
  const chosen = cards.find(({ id }) => id === wanted) ?? first;
  const nameOf = ({ name, id }: GpuCard): string => visible(name === null ? id : `${name} (${id})`);
  return (
    <Section
      title={t("gpu.hour")}
      note={t("gpu.hourNote")}
      aside={
        cards.length > 1 && (
          <NativeSelect
            aria-label={t("gpu.card")}
            value={chosen?.id ?? ""}
            onChange={(event) => {
              setWanted(event.currentTarget.value);
            }}
            data={cards.map((card) => ({ value: card.id, label: nameOf(card) }))}
          />
        )
      }
    >
      {chosen === undefined ? (
        <Empty>{t("gpu.noChart")}</Empty>
      ) : (
        <Figures card={chosen.id} samples={samples} />
      )}
    </Section>
  );
}

function Figures({ card, samples }: { card: string; samples: readonly GpuSample[] }) {
  const { t } = useTranslation();
  const all = useMemo(
    () => FIGURES.map((figure) => ({ figure, series: seriesOf(samples, card, figure) })),
    [samples, card],
  );
  const told = all.filter(({ series }) => summaryOf(series) !== null);
  if (told.length === 0) return <Empty>{t("gpu.noFigures")}</Empty>;
  return (
    <div className={css.charts}>
      {told.map(({ figure, series }) => (
        <FigureChart key={figure} figure={figure} series={series} />
      ))}
    </div>
  );
}

function FigureChart({ figure, series }: { figure: Figure; series: Series }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = UNITS[figure];
  const show = (value: number | null): string =>
    value === null ? t("gpu.notTold") : withUnit(value, unit, format.language);
  const { now = null, least = 0, most = 0 } = summaryOf(series) ?? {};
  const name = t(`gpu.figure.${figure}`);
  const end = series.times.at(-1) ?? 0;
  const label = t("gpu.chartLabel", { name, now: show(now), least: show(least), most: show(most) });
  return (
    <Card>
      <div className={css.chartHead}>
        <h3>{name}</h3>
        <span className="num">{show(now)}</span>
      </div>
      <LineChart
        label={label}
        unit={unit}
        times={series.times}
        values={series.values}
        from={end - HOUR_S}
        to={end}
        language={format.language}
      />
      <details className={css.more}>
        <summary>{t("gpu.asTable", { name })}</summary>
        <table className={table.plain}>
          <thead>
            <tr>
              <th scope="col">{t("gpu.from")}</th>
              <th scope="col">{t("gpu.least")}</th>
              <th scope="col">{t("gpu.most")}</th>
            </tr>
          </thead>
          <tbody>
            {rowsOf(series).map(({ from, summary }) => (
              <tr key={from}>
                <td className="num">{format.stamp(new Date(from).toISOString(), end * 1000)}</td>
                <td className="num">{show(summary?.least ?? null)}</td>
                <td className="num">{show(summary?.most ?? null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Card>
  );
}
