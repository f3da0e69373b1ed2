import type { Finding } from "@casemate/contract";
import { ChevronRight } from "lucide-react";
import { useId, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { hexOffset, visible } from "../format/text.ts";
import { FindingPanel } from "./finding-panel.tsx";
import css from "./finding-row.module.css";
import { FromServer } from "./from-server.tsx";
import { SEVERITY_TONES } from "./severity.ts";
import { StateMark } from "./state-mark.tsx";

/** One point: severity, sentence, where, offset. Opened: what to do, the bytes, its rule. */
export function FindingRow({
  finding,
  position,
  open,
  tabIndex,
  onToggle,
  onKeyDown,
}: {
  readonly finding: Finding;
  /** "12 of 340", for people who do not see the list. */
  readonly position: string;
  readonly open: boolean;
  readonly tabIndex: 0 | -1;
  readonly onToggle: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}) {
  const { t } = useTranslation();
  const panel = useId();
  return (
    <>
      <button
        type="button"
        className={css.row}
        aria-expanded={open}
        aria-controls={open ? panel : undefined}
        tabIndex={tabIndex}
        onClick={onToggle}
        onKeyDown={onKeyDown}
      >
        <span className={css.severity}>
          <StateMark tone={SEVERITY_TONES[finding.severity]} />
          <span>{t(`severity.${finding.severity}`)}</span>
        </span>
        <span className="visually-hidden">{t(`consequence.${finding.consequence}`)}.</span>
        <span className={css.message}>
          <FromServer>{visible(finding.message)}</FromServer>
        </span>
        <span className={css.place}>
          {finding.file !== null && (
            <bdi className={css.where} title={visible(finding.file)}>
              {visible(finding.file)}
            </bdi>
          )}
          {finding.where !== null && <bdi className={css.where}>{visible(finding.where)}</bdi>}
          {finding.offset !== null && <code>{hexOffset(finding.offset)}</code>}
        </span>
        <span className="visually-hidden">{position}</span>
        <ChevronRight aria-hidden className={`icon ${css.chevron ?? ""} ${open ? (css.turned ?? "") : ""}`} />
      </button>
      {open && (
        <div className={css.panel} id={panel}>
          <FindingPanel finding={finding} />
        </div>
      )}
    </>
  );
}
