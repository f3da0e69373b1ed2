import { useTranslation } from "react-i18next";
import { visible } from "../format/text.ts";
import css from "./references.module.css";
import { CopyButton } from "./small.tsx";

/** Where a weakness is written about: text to copy. Nothing here opens anything: this page has no network. */
export function References({ refs }: { refs: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <ul className={css.refs} aria-label={t("model.refs")}>
      {refs.map((ref) => (
        <li key={ref}>
          <span>{visible(ref)}</span>
          <CopyButton text={visible(ref)} name={visible(ref)} />
        </li>
      ))}
    </ul>
  );
}
