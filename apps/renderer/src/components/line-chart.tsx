import { useEffect, useRef, useSyncExternalStore } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import css from "./line-chart.module.css";

interface LineChartProps {
  /** What a person who cannot see it is told: what it shows, now, least, most. */
  readonly label: string;
  readonly unit: string;
  /** Seconds since 1970; values at those times, null for a gap. */
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  /** The left and right end, in seconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly language: string;
}

const HEIGHT = 148;
/** Room for "24,576 MiB" beside the axis, in pixels. */
const AXIS_WIDTH = 76;
const AXIS_HEIGHT = 28;

/** One thin line over time, with labelled axes; gaps stay gaps. Nothing moves. */
export function LineChart(props: LineChartProps) {
  const { label, times, values } = props;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const scheme = useSyncExternalStore(watchScheme, readScheme);
  const { unit, from, to, language } = props;
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = new uPlot(
      optionsOf(element, { unit, from, to, language }),
      [[...times], [...values]],
      element,
    );
    chart.current = made;
    const observer = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.current = null;
      made.destroy();
    };
  }, [times, values, unit, from, to, language, scheme]);
  return <div ref={box} className={css.chart} role="img" aria-label={label} />;
}

const SCHEME = "data-mantine-color-scheme";

/** A canvas does not follow the page's colours by itself. */
function watchScheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: [SCHEME] });
  return () => {
    observer.disconnect();
  };
}

function readScheme(): string | null {
  return document.documentElement.getAttribute(SCHEME);
}

function optionsOf(
  element: HTMLElement,
  { unit, from, to, language }: Pick<LineChartProps, "unit" | "from" | "to" | "language">,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const axis = {
    stroke: colour("muted"),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: colour("line"), width: 1 },
    ticks: { stroke: colour("line"), width: 1, size: 4 },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [10, 14, 0, 0],
    scales: {
      x: { time: true, range: [from, to] },
      y: { range: (_chart, least, most) => roomy(least, most) },
    },
    axes: [
      {
        ...axis,
        size: AXIS_HEIGHT,
        values: (_chart, ticks) => ticks.map((tick) => clock.format(tick * 1000)),
        space: 80,
      },
      {
        ...axis,
        size: AXIS_WIDTH,
        values: (_chart, ticks) => ticks.map((tick) => `${number.format(tick)}\u202f${unit}`),
        space: 36,
      },
    ],
    series: [{}, { stroke: colour("interactive"), width: 1.5, spanGaps: false, points: { show: false } }],
  };
}

/** From zero where that is near, with room above and below: a line that fills the whole height looks like an alarm. */
function roomy(least: number | null, most: number | null): [number, number] {
  if (least === null || most === null) return [0, 1];
  const room = Math.max(5, (most - least) * 0.2);
  return [least - room < most / 2 ? 0 : Math.floor(least - room), Math.ceil(most + room)];
}
