import type { Approval, FactName } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { visible } from "../format/text.ts";
import css from "./document.module.css";

/** Why this is asked: the rule, the facts that decided, and what would change the decision. */
export function Why({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  return (
    <section className={css.section} aria-label={t("approve.why")}>
      <h2>{t("approve.why")}</h2>
      <p lang="en">{visible(approval.reason)}</p>
      <dl className={css.args}>
        <dt>{t("approve.rule")}</dt>
        <dd>
          <code>{approval.rule}</code>
        </dd>
        {approval.facts.map(({ fact, value }) => (
          <Fact key={fact} fact={fact} value={value} />
        ))}
        <dt>{t("approve.else")}</dt>
        <dd>
          {approval.changes.length === 0 ? (
            t("approve.onlyYou")
          ) : (
            <ul>
              {approval.changes.map(({ fact, to, decision }) => (
                <li key={`${fact} ${decision}`}>
                  {t("approve.change", {
                    fact: t(`approve.fact.${fact}`),
                    to: to.join(", "),
                    decision: t(`approve.decision.${decision}`),
                  })}
                </li>
              ))}
            </ul>
          )}
        </dd>
      </dl>
    </section>
  );
}

function Fact({ fact, value }: { fact: FactName; value: string }) {
  const { t } = useTranslation();
  return (
    <div className={css.arg}>
      <dt>{t(`approve.fact.${fact}`)}</dt>
      <dd>
        <code>{visible(value)}</code>
      </dd>
    </div>
  );
}
