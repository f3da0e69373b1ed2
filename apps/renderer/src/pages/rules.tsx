import type { RuleInfo } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FilterField } from "../components/filter-field.tsx";
import { FromServer } from "../components/from-server.tsx";
import { Card, Empty, Page } from "../components/page.tsx";
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
                <Asks asks={rule.asks} />
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
      lead={rule === null ? "" : t(`rules.asksLong.${rule.asks ?? "told"}`)}
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
          <RuleFacts rule={rule} />
        </Card>
      )}
    </Page>
  );
}

function RuleFacts({ rule }: { rule: RuleInfo }) {
  const { t } = useTranslation();
  return (
    <dl className={css.facts}>
      <dt>{t("model.why")}</dt>
      <dd>
        <FromServer>{rule.why}</FromServer>
      </dd>
      <dt>{t("model.todo")}</dt>
      <dd>{rule.remedy === "" ? "–" : <FromServer>{rule.remedy}</FromServer>}</dd>
      <dt>{t("rules.severity")}</dt>
      <dd className={css.marked}>
        <StateMark tone={SEVERITY_TONES[rule.severity]} />
        {t(`severity.${rule.severity}`)}
      </dd>
      <dt>{t("rules.group")}</dt>
      <dd>{t(`consequence.${rule.consequence}`)}</dd>
      <dt>{t("model.refs")}</dt>
      <dd>{rule.refs.length === 0 ? t("rules.noRefs") : <References refs={rule.refs} />}</dd>
      <dt>{t("model.rule")}</dt>
      <dd className={css.marked}>
        <code>{rule.id}</code>
        <CopyButton text={rule.id} name={rule.id} />
      </dd>
    </dl>
  );
}

/** What a finding of it does to a file, in one word. */
function Asks({ asks }: Pick<RuleInfo, "asks">) {
  const { t } = useTranslation();
  return (
    <span className={css.marked}>
      <StateMark tone={asks === "refuse" ? "danger" : asks === "hold" ? "warn" : "info"} />
      {t(`rules.asks.${asks ?? "told"}`)}
    </span>
  );
}
