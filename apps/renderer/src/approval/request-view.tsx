import type { Approval } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { TimeAgo } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import css from "./document.module.css";

/** What is asked, by whom, what is known about it, and exactly what would run. */
export function RequestView({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  return (
    <>
      <div>
        <h1 className={css.sentence} lang="en">
          {visible(approval.sentence)}
        </h1>
        <p className="muted">
          {visible(approval.requestedBy)} · <TimeAgo at={approval.requestedAt} />
        </p>
      </div>
      {approval.evidence.length > 0 && (
        <section className={css.section}>
          <h2>{t("approve.evidence")}</h2>
          <ul className={css.evidence} lang="en">
            {approval.evidence.map((line) => (
              <li key={line}>{visible(line)}</li>
            ))}
          </ul>
        </section>
      )}
      <section className={css.section}>
        <h2>{t("approve.args")}</h2>
        <dl className={css.args}>
          <dt>{t("approve.call")}</dt>
          <dd>
            <code>{approval.call}</code>
          </dd>
          {argumentRows(approval.input).map(([name, value]) => (
            <div key={name} className={css.arg}>
              <dt>{visible(name)}</dt>
              <dd>
                <code>{visible(value)}</code>
              </dd>
            </div>
          ))}
          <dt>{t("approve.rule")}</dt>
          <dd>
            <code>{approval.rule}</code>
          </dd>
        </dl>
      </section>
    </>
  );
}

/** The arguments one by one; the text as it stands when it is not an object. */
function argumentRows(input: string): (readonly [string, string])[] {
  try {
    const parsed: unknown = JSON.parse(input);
    if (parsed !== null && typeof parsed === "object" && !Array.isArray(parsed)) {
      return Object.entries(parsed).map(
        ([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const,
      );
    }
  } catch {
    // Shown as it is: nothing may be hidden from the person who decides.
  }
  return [["", input]];
}
