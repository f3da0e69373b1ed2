import { NumberInput, Radio, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { rangeOf, type Choice, type RangeKind } from "./log-export-choice.ts";
import css from "./log-export.module.css";

const KINDS = ["all", "since", "last", "numbers"] as const satisfies readonly RangeKind[];

/** Which records. The field for a kind stands beside it, and is there while that kind is chosen. */
export function RangeFields({
  choice,
  size,
  error,
  onChange,
}: {
  readonly choice: Choice;
  readonly size: number;
  /** Why the console cannot make a bundle of this range. */
  readonly error: string | null;
  readonly onChange: (some: Partial<Choice>) => void;
}) {
  const { t } = useTranslation();
  const bad = rangeOf(choice, size) === null;
  return (
    <>
      <Radio.Group
        aria-label={t("logExport.range.title")}
        value={choice.range}
        onChange={(value) => {
          onChange({ range: KINDS.find((kind) => kind === value) ?? "all" });
        }}
      >
        <div className={css.choices}>
          {KINDS.map((kind) => (
            <div key={kind} className={css.choice}>
              <Radio value={kind} label={t(`logExport.range.${kind}`)} />
              {choice.range === kind && kind !== "all" && (
                <Detail kind={kind} choice={choice} size={size} bad={bad} onChange={onChange} />
              )}
            </div>
          ))}
        </div>
      </Radio.Group>
      <p className={css.problem} role="alert">
        {bad ? t(`logExport.range.bad.${choice.range}`, { last: size - 1 }) : error}
      </p>
    </>
  );
}

function Detail({
  kind,
  choice,
  size,
  bad,
  onChange,
}: {
  kind: Exclude<RangeKind, "all">;
  choice: Choice;
  size: number;
  bad: boolean;
  onChange: (some: Partial<Choice>) => void;
}) {
  const { t } = useTranslation();
  if (kind === "since")
    return (
      <TextInput
        type="datetime-local"
        aria-label={t("logExport.range.sinceLabel")}
        value={choice.since}
        error={bad}
        w={220}
        onChange={(event) => {
          onChange({ since: event.currentTarget.value });
        }}
      />
    );
  const number = (label: string, name: "last" | "first" | "final", min: number, max: number) => (
    <NumberInput
      aria-label={label}
      value={choice[name]}
      min={min}
      max={max}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      error={bad}
      w={132}
      onChange={(value) => {
        onChange({ [name]: value });
      }}
    />
  );
  if (kind === "last") return number(t("logExport.range.lastLabel"), "last", 1, size);
  return (
    <span className={css.pair}>
      {number(t("logExport.range.firstLabel"), "first", 0, size - 1)}
      <span className="muted">{t("logExport.range.upTo")}</span>
      {number(t("logExport.range.finalLabel"), "final", 0, size - 1)}
    </span>
  );
}
