import { seenIn, type PanicStep } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import css from "./panic.module.css";

const TONES: Readonly<Record<PanicStep["state"], Tone>> = {
  waiting: "unknown",
  running: "info",
  done: "ok",
  failed: "danger",
  absent: "quiet",
};

/** Every step, in the order in which they run, with what its effect is worth. What was not looked at is never shown as verified. */
export function PanicSteps({ steps }: { steps: readonly PanicStep[] }) {
  const { t } = useTranslation();
  return (
    <>
      <ol className={css.steps} aria-label={t("panic.steps.title")}>
        {steps.map((step) => (
          <StepRow key={step.id} step={step} />
        ))}
      </ol>
      <p className={css.claims}>{t("panic.claims")}</p>
    </>
  );
}

function StepRow({ step: { id, state, claim, detail, ms } }: { step: PanicStep }) {
  const { t } = useTranslation();
  const format = useFormat();
  const verified = state === "done" && claim === "proven";
  const tone: Tone = state === "done" && !verified ? "info" : TONES[state];
  return (
    <li className={css.step}>
      <StateMark tone={tone} />
      <span className={css.stepName}>
        {t(`panic.steps.${id}`)}
        {detail !== "" && (
          <span className="muted">
            {" "}
            <Seen detail={detail} />
          </span>
        )}
      </span>
      <span className={`tone-${tone}`}>
        {state === "done" ? t(`panic.claim.${claim}`) : t(`panic.stepState.${state}`)}
      </span>
      <span className={`num ${css.stepTime ?? ""}`}>{ms === null ? "" : format.duration(ms)}</span>
    </li>
  );
}

/** What was seen, in this page's words; what it has none for, such as the system's own reason, as it came. */
function Seen({ detail }: { detail: string }) {
  const { t } = useTranslation();
  const seen = seenIn(detail);
  if (seen === null) return <FromServer>{visible(detail)}</FromServer>;
  const { code, values, why } = seen;
  const what = visible(values.what ?? "");
  return (
    <>
      {t(`panic.seen.${code}`, { count: values.count ?? 0, what })}
      {why !== "" && (
        <>
          {" "}
          <Seen detail={why} />
        </>
      )}
    </>
  );
}
