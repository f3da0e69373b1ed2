import type { RuleInfo } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FilterField } from "../components/filter-field.tsx";
import { FromServer } from "../components/from-server.tsx";
import { Card, Empty, Facts, Page } from "../components/page.tsx";
import { References } from "../components/references.tsx";
import { SEVERITY_TONES } from "../components/severity.ts";
import { CopyButton, ErrorNote, Skeleton } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useQuery } from "../state/hash-location.ts";
import { useRules } from "../state/rules.ts";
import css from "./rules.module.css";

/** Every rule of the gate, to read without network. */
export function Rules() {
  const { t } = useTranslation();
  const { rules, error, reload } = useRules();
  const [filter, setFilter] = useQuery("filter");
  const wanted = filter.trim().toLowerCase();
  const shown = (rules ?? []).filter(({ id, why, remedy, refs }) =>
    [id, why, remedy, ...refs].some((text) => text.toLowerCase().includes(wanted)),
  );
  return (
    <Page
      title={t("rules.title")}
      lead={rules === null ? t("rules.lead") : t("rules.count", { count: rules.length })}
      todo={t("rules.todo")}
      action={
        <FilterField
          label={t("rules.filter")}
          placeholder={t("models.filter")}
          value={filter}
          onChange={setFilter}
        />
      }
    >
      {error !== null && <ErrorNote text={error} onRetry={reload} />}
      {rules === null && error === null && <Skeleton lines={8} />}
      {rules !== null && shown.length === 0 && <Empty>{t("rules.none", { filter: visible(filter) })}</Empty>}
      {shown.length > 0 && (
        <Card flush>
          <ul>
            {shown.map((rule) => (
              <li key={rule.id} className={css.line}>
                <Asks rule={rule} />
                <Link href={`/rules/${encodeURIComponent(rule.id)}`} className={css.id}>
                  <code>{rule.id}</code>
                </Link>
                <span className={css.why}>
                  <FromServer>{rule.why}</FromServer>
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
}

/** What one rule says: why it matters, what to do, what it does to a file, where it is written about. */
export function RulePage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { rules, error, reload } = useRules();
  const rule = rules?.find((one) => one.id === id) ?? null;
  return (
    <Page
      title={visible(id)}
      lead={rule === null ? null : <FromServer>{rule.why}</FromServer>}
      action={
        <>
          <button
            type="button"
            className={css.back}
            onClick={() => {
              history.back();
            }}
          >
            ← {t("rules.back")}
          </button>
          <Link href="/rules">{t("rules.all")}</Link>
        </>
      }
    >
      {error !== null && <ErrorNote text={error} onRetry={reload} />}
      {rules === null && error === null && <Skeleton lines={5} />}
      {rules !== null && rule === null && <Empty>{t("rules.missing")}</Empty>}
      {rule !== null && (
        <Card>
          <Facts
            items={[
              [t("rules.does"), <Asks key="asks" rule={rule} long />],
              [t("rules.group"), t(`consequence.${rule.consequence}`)],
              [t("model.todo"), <FromServer key="todo">{rule.remedy === "" ? "–" : rule.remedy}</FromServer>],
              [
                t("model.refs"),
                rule.refs.length === 0 ? t("rules.noRefs") : <References key="refs" refs={rule.refs} />,
              ],
              [
                t("model.rule"),
                <span key="id" className={css.copyId}>
                  <code>{rule.id}</code>
                  <CopyButton text={rule.id} name={rule.id} />
                </span>,
              ],
            ]}
          />
        </Card>
      )}
    </Page>
  );
}

function Asks({ rule, long = false }: { rule: RuleInfo; long?: boolean }) {
  const { t } = useTranslation();
  const word = rule.asks ?? "told";
  return (
    <span className={css.asks}>
      <StateMark tone={rule.asks === "refuse" ? "danger" : rule.asks === "hold" ? "warn" : "info"} />
      {long ? t(`rules.asksLong.${word}`) : t(`rules.asks.${word}`)}
      {long && (
        <span className={css.severity}>
          <StateMark tone={SEVERITY_TONES[rule.severity]} />
          {t(`severity.${rule.severity}`)}
        </span>
      )}
    </span>
  );
}
