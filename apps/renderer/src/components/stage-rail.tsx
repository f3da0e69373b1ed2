import { STAGE_IDS, type LiveStage, type StageId } from "@casemate/contract";
import {
  Activity,
  Check,
  FileSearch,
  Fingerprint,
  Inbox,
  MessageSquareQuote,
  Minus,
  OctagonX,
  Signature,
  TriangleAlert,
  Waypoints,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use-format.ts";
import css from "./stage-rail.module.css";

export const STAGE_ICONS: Record<StageId, LucideIcon> = {
  source: Inbox,
  format: FileSearch,
  identity: Fingerprint,
  provenance: Signature,
  content: Waypoints,
  weights: Activity,
  behaviour: MessageSquareQuote,
};

type State = LiveStage["state"];
const MARKS: Record<State, LucideIcon | null> = {
  waiting: null,
  running: null,
  pass: Check,
  hold: TriangleAlert,
  refuse: OctagonX,
  not_run: null,
  not_applicable: Minus,
};
const TONES: Record<State, string> = {
  waiting: "quiet",
  running: "info",
  pass: "ok",
  hold: "warn",
  refuse: "danger",
  not_run: "unknown",
  not_applicable: "quiet",
};

/** Missing stages show as waiting: the rail always has its seven stations. */
function inOrder(stages: readonly LiveStage[]): LiveStage[] {
  return STAGE_IDS.map(
    (id) =>
      stages.find((stage) => stage.id === id) ?? { id, state: "waiting", ms: 0, findings: 0, detail: "" },
  );
}

/** Seven dots on a line: where a file stands, in a row. */
export function CompactRail({ stages }: { stages: readonly LiveStage[] }) {
  const { t } = useTranslation();
  const list = inOrder(stages);
  const said = list
    .map((stage) =>
      t("stage.ended", { stage: t(`stage.${stage.id}`), state: t(`stage.state.${stage.state}`) }),
    )
    .join(", ");
  return (
    <span className={css.compact} role="img" aria-label={`${t("stage.rail")}: ${said}`}>
      {list.map((stage) => {
        const Mark = MARKS[stage.state];
        return (
          <span
            key={stage.id}
            className={`${css.dot ?? ""} ${css[stage.state] ?? ""}`}
            title={`${t(`stage.${stage.id}`)}: ${t(`stage.state.${stage.state}`)}`}
          >
            {Mark && <Mark aria-hidden width={9} height={9} strokeWidth={3} />}
          </span>
        );
      })}
    </span>
  );
}

interface LargeRailProps {
  readonly stages: readonly LiveStage[];
  /** What the running stage says: bytes and what is left. */
  readonly progress: string | null;
  readonly selected: StageId | null;
  readonly onSelect: (id: StageId) => void;
}

/** The seven stations of the evidence page. Choosing one shows its findings. */
export function StageRail({ stages, progress, selected, onSelect }: LargeRailProps) {
  const { t } = useTranslation();
  return (
    <ol className={css.large} aria-label={t("stage.rail")}>
      {inOrder(stages).map((stage) => (
        <li key={stage.id} className={`${css.station ?? ""} ${css[stage.state] ?? ""}`}>
          <Station
            stage={stage}
            progress={stage.state === "running" ? progress : null}
            selected={selected === stage.id}
            onSelect={onSelect}
          />
        </li>
      ))}
    </ol>
  );
}

function Station({
  stage,
  progress,
  selected,
  onSelect,
}: {
  stage: LiveStage;
  progress: string | null;
  selected: boolean;
  onSelect: (id: StageId) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = STAGE_ICONS[stage.id];
  const Mark = MARKS[stage.state];
  const ran = stage.state === "pass" || stage.state === "hold" || stage.state === "refuse";
  const word =
    stage.findings === 0
      ? t(`stage.state.${stage.state}`)
      : stage.state === "pass"
        ? t("stage.notes", { count: stage.findings })
        : t("stage.findings", { count: stage.findings });
  return (
    <button
      type="button"
      className={css.stationButton}
      aria-pressed={selected}
      onClick={() => {
        onSelect(stage.id);
      }}
    >
      <span className={css.node}>
        <Icon aria-hidden className="icon" />
        {Mark && (
          <span className={css.mark}>
            <Mark aria-hidden width={11} height={11} strokeWidth={2.75} />
          </span>
        )}
      </span>
      <span className={css.stationName}>{t(`stage.${stage.id}`)}</span>
      <span className={`${css.stationState ?? ""} tone-${TONES[stage.state]}`}>
        {word}
        {stage.findings > 0 && stage.state !== "pass" && (
          <span className="visually-hidden">, {t(`stage.state.${stage.state}`)}</span>
        )}
      </span>
      <span className={css.stationTime}>{progress ?? (ran ? format.duration(stage.ms) : "")}</span>
    </button>
  );
}
