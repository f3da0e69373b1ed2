import type { Approval } from "@casemate/contract";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { visible } from "../format/text.ts";
import css from "./document.module.css";

/** Why this is asked: the rule, the facts that decided, and what would change the decision. */
export function Why({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  // The call stands above, with its arguments.
  const facts = approval.facts.filter(({ fact }) => fact !== "call");
  return (
    <section className={css.section} aria-label={t("approve.why")}>
      <h2>{t("approve.why")}</h2>
      <p lang="en">{visible(approval.reason)}</p>
      <dl className={css.args}>
        <dt>{t("approve.rule")}</dt>
        <dd>
          <code>{approval.rule}</code>
        </dd>
        <dt>{t("approve.because")}</dt>
        <dd>
          <ul className={css.facts}>
            {facts.map(({ fact, value }) => (
              <li key={fact}>
                {t(`approve.fact.${fact}`)}: {valueText(value, t)}
              </li>
            ))}
          </ul>
        </dd>
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
                    to: to.map((value) => valueText(value, t)).join(", "),
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

/** The values that facts can have, in the person's language. */
const SAID = {
  read: "approve.value.read",
  act: "approve.value.act",
  danger: "approve.value.danger",
  window: "approve.value.window",
  browser: "approve.value.browser",
  approval: "approve.value.approval",
  socket: "approve.value.socket",
  "in-process": "approve.value.socket",
  absent: "approve.value.absent",
  locked: "approve.value.locked",
  unlocking: "approve.value.unlocking",
  unlocked: "approve.value.unlocked",
  locking: "approve.value.locking",
  error: "approve.value.error",
  ok: "approve.value.ok",
  starting: "approve.value.starting",
  unavailable: "approve.value.unavailable",
  damaged: "approve.value.damaged",
  yes: "approve.value.yes",
  no: "approve.value.no",
  none: "approve.value.none",
  file: "approve.value.file",
  broken: "approve.value.broken",
} as const;

function valueText(value: string, t: TFunction): string {
  return Object.hasOwn(SAID, value) ? t(SAID[value as keyof typeof SAID]) : visible(value);
}
