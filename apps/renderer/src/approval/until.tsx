import { TICKET_SECONDS, type Approval } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use-format.ts";
import { useNow } from "../state/now.ts";
import css from "./document.module.css";

/** How long the answer can wait, and what a yes is good for. */
export function Until({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { expiresAt, policy, log } = approval;
  return (
    <section className={css.section} aria-label={t("approve.validity")}>
      <h2>{t("approve.validity")}</h2>
      <ul className={css.plain}>
        <li>{t("approve.once", { seconds: TICKET_SECONDS })}</li>
        <li>
          {expiresAt === null ? t("approve.stays") : t("approve.expires", { at: format.exact(expiresAt) })}
        </li>
        <li className="muted">{t("approve.bound", { policy: policy.slice(0, 12), size: log.size })}</li>
      </ul>
    </section>
  );
}

/** Whole seconds until a request can be allowed; 0 when it can. The supervisor decides with its own clock; this is for the eye. */
export function useCoolOff({ grantableFrom }: Approval): number {
  const now = useNow();
  return grantableFrom === null ? 0 : Math.max(0, Math.ceil((Date.parse(grantableFrom) - now) / 1000));
}
