import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { TimeAgo } from "../components/small.tsx";
import { useSlice } from "../state/console-store.ts";

/** Whether known-answer tests begin by themselves, why not, and when the next one does. */
export function AnswerPlan() {
  const { t } = useTranslation();
  const { plan, nextAt, deepAt } = useSlice("machine").answers;
  const { gpuTests } = useSlice("app").settings;
  const begins = plan === "by_itself" || plan === "working" || plan === "battery";
  return (
    <div className="muted">
      <p>
        {t(`gpu.answer.plan.${plan}`)}{" "}
        {nextAt !== null && (
          <>
            {t("gpu.answer.next")} <TimeAgo at={nextAt} />.{" "}
          </>
        )}
        {begins && gpuTests === "weekly" && t("gpu.answer.weekly")}{" "}
        {deepAt !== null && (
          <>
            {t("gpu.answer.deepAt")} <TimeAgo at={deepAt} />.
          </>
        )}
      </p>
      {plan !== "no_card" && <Link href="/settings">{t("gpu.answer.change")}</Link>}
    </div>
  );
}
