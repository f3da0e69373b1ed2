import type { Approval } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { TimeAgo } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { Arguments } from "./arguments.tsx";
import { Diff } from "./diff.tsx";
import css from "./document.module.css";
import { riskText } from "./risk-text.ts";
import { useSentence } from "./sentence.ts";
import { Until } from "./until.tsx";
import { Why } from "./why.tsx";

/** What is asked, by whom, what is known about it, and exactly what would run. */
export function RequestView({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const sentence = useSentence()(approval);
  return (
    <>
      <div>
        <h1 className={css.sentence} lang={sentence.lang}>
          {sentence.text}
        </h1>
        <p className="muted">
          {t(`approve.via.${approval.via}`)} · <TimeAgo at={approval.requestedAt} />
        </p>
      </div>
      <p className={css.risk}>
        <strong>{t("approve.ifWrong")}</strong> {riskText(approval, t)}
      </p>
      <section className={css.section} aria-label={t("approve.args")}>
        <h2>{t("approve.args")}</h2>
        <Arguments approval={approval} />
      </section>
      <Diff diff={approval.diff} />
      {approval.evidence.length > 0 && (
        <section className={css.section} aria-label={t("approve.evidence")}>
          <h2>{t("approve.evidence")}</h2>
          <ul className={css.evidence} lang="en">
            {approval.evidence.map((line) => (
              <li key={line}>{visible(line)}</li>
            ))}
          </ul>
        </section>
      )}
      <Why approval={approval} />
      <Until approval={approval} />
    </>
  );
}
