import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { visible } from "../format/text.ts";

/** A rule's name; opens what it says. */
export function RuleLink({ rule }: { rule: string }) {
  const { t } = useTranslation();
  return (
    <Link
      href={`/rules/${encodeURIComponent(rule)}`}
      aria-label={t("model.ruleOpen", { rule: visible(rule) })}
    >
      <code>{visible(rule)}</code>
    </Link>
  );
}
