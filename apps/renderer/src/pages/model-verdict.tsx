import type { ModelSummary } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { useNow } from "../state/now.ts";
import css from "./model.module.css";

const TONES: Record<ModelSummary["state"], Tone> = {
  admitted: "ok",
  held: "warn",
  contained: "warn",
  refused: "danger",
  inspecting: "info",
  received: "quiet",
};

/** One word, one sentence, one next step. Not a live region: the announcer of the frame says a new verdict once. */
export function VerdictHead({ model }: { model: ModelSummary }) {
  const { t } = useTranslation();
  const next = useNextStep(model);
  const { policy } = useSlice("admission");
  const older = model.state === "admitted" && model.policy !== policy;
  const tone = TONES[model.state];
  return (
    <header className={css.verdict}>
      <StateMark tone={tone} size={28} />
      <div>
        <h1 className={`${css.word ?? ""} tone-${tone === "quiet" ? "info" : tone}`}>
          {t(`verdict.${model.state}.word`)}
        </h1>
        <p className={css.headline}>
          <FromServer>{visible(withoutVerdict(model.headline))}</FromServer>
        </p>
        <p className="muted">
          {model.releasedByPerson && `${t("verdict.released")} `}
          {older && `${t("admission.older")} `}
          {next}
        </p>
      </div>
    </header>
  );
}

/** The word stands above already. */
function withoutVerdict(headline: string): string {
  const rest = headline.replace(/^(Admitted|Held|Refused)\.\s+/, "");
  return rest === "" ? headline : rest;
}

function useNextStep(model: ModelSummary): string {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (model.state === "admitted" && model.admittedAs === "component") return t("verdict.component.next");
  if (model.state !== "refused") return t(`verdict.${model.state}.next`);
  if (model.discardAt === null || Date.parse(model.discardAt) <= now) return t("verdict.refusedGone.next");
  return t("verdict.refused.next", { when: format.relative(model.discardAt, now) });
}
