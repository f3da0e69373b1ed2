import type { Approval } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { visible } from "../format/text.ts";
import css from "./document.module.css";

/** The call and every argument, one by one, with hidden characters written out. */
export function Arguments({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  return (
    <dl className={css.args}>
      <dt>{t("approve.call")}</dt>
      <dd>
        <code>{approval.call}</code>
      </dd>
      {argumentRows(approval.input).map(([name, value]) => (
        <div key={name} className={css.arg}>
          <dt>{visible(name)}</dt>
          <dd>
            <code dir="ltr">{visible(value)}</code>
          </dd>
        </div>
      ))}
    </dl>
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
