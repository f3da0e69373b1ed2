import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { sayError } from "../actions/actions.ts";
import { useFormat } from "../format/use-format.ts";
import { useNow } from "../state/now.ts";
import { clearSecret, clipboardStore, copySecret } from "../state/secret-clipboard.ts";
import css from "./small.module.css";

/** Copies a secret for a minute, and says before what the machine may do with it. */
export function CopySecret({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <div className={css.copySecret}>
      <p className="muted">{t(window.casemate ? "clipboard.marked" : "clipboard.unmarked")}</p>
      <Button
        size="xs"
        onClick={() => {
          copySecret(text).catch(sayError);
        }}
      >
        {t("clipboard.copy")}
      </Button>
      <ClipboardNote />
    </div>
  );
}

/** Counts down while a secret of ours is on the clipboard. */
export function ClipboardNote() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { until, waits } = clipboardStore();
  if (until === null) return null;
  return (
    <p className={css.clipboard} data-clipboard>
      {/* Said once; the seconds would be said every second. */}
      <span role="status">{waits ? t("clipboard.waits") : t("clipboard.there")}</span>{" "}
      {!waits && (
        <span className="num">
          {t("clipboard.leaves", { time: format.remaining(new Date(until).toISOString(), now) })}
        </span>
      )}{" "}
      <Button size="compact-xs" variant="subtle" onClick={() => void clearSecret()}>
        {t("clipboard.clear")}
      </Button>
    </p>
  );
}
