import type { Approval } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { visible } from "../format/text.ts";
import css from "./document.module.css";

/** What would be another afterwards: before and after, in words and not by colour alone. */
export function Diff({ diff }: { diff: Approval["diff"] }) {
  const { t } = useTranslation();
  return (
    <section className={css.section} aria-label={t("approve.diff")}>
      <h2>{t("approve.diff")}</h2>
      {diff.length === 0 ? (
        <p className="muted">{t("approve.noDiff")}</p>
      ) : (
        <ul className={css.diff}>
          {diff.map(({ what, before, after }) => (
            <li key={what}>
              <p className={css.what} lang="en">
                {visible(what)}
              </p>
              <dl className={css.sides}>
                <dt>{t("approve.before")}</dt>
                <dd>{before === null ? <Nothing /> : <del lang="en">{visible(before)}</del>}</dd>
                <dt>{t("approve.after")}</dt>
                <dd>{after === null ? <Nothing /> : <ins lang="en">{visible(after)}</ins>}</dd>
              </dl>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return <span className="muted">{t("approve.nothing")}</span>;
}
