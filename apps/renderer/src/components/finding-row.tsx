import type { Finding, Severity } from "@casemate/contract";
import { Button } from "@mantine/core";
import { ChevronRight, ExternalLink } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { hexOffset, visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import css from "./finding-row.module.css";
import { FromServer } from "./from-server.tsx";
import { HexView } from "./hex-view.tsx";
import { StateMark, type Tone } from "./state-mark.tsx";

const TONES: Record<Severity, Tone> = {
  critical: "danger",
  high: "danger",
  medium: "warn",
  low: "warn",
  info: "info",
};

/** One point: severity, sentence, where, offset. Opened: what to do, the bytes, references. */
export function FindingRow({ finding, startOpen }: { finding: Finding; startOpen: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(startOpen);
  const panel = useId();
  return (
    <li className={css.item}>
      <button
        type="button"
        className={css.row}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <span className={css.severity}>
          <StateMark tone={TONES[finding.severity]} />
          <span>{t(`severity.${finding.severity}`)}</span>
        </span>
        <span className={css.message}>
          <FromServer>{visible(finding.message)}</FromServer>
        </span>
        <span className={css.place}>
          {finding.where !== null && <bdi className={css.where}>{visible(finding.where)}</bdi>}
          {finding.offset !== null && <code>{hexOffset(finding.offset)}</code>}
        </span>
        <ChevronRight aria-hidden className={`icon ${css.chevron ?? ""} ${open ? (css.turned ?? "") : ""}`} />
      </button>
      {open && (
        <div className={css.panel} id={panel}>
          <Opened finding={finding} />
        </div>
      )}
    </li>
  );
}

function Opened({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <dl className={css.facts}>
        {finding.why !== "" && (
          <>
            <dt>{t("model.why")}</dt>
            <dd>
              <FromServer>{visible(finding.why)}</FromServer>
            </dd>
          </>
        )}
        <dt>{t("model.todo")}</dt>
        <dd>{finding.remedy === "" ? "–" : <FromServer>{visible(finding.remedy)}</FromServer>}</dd>
        {finding.where !== null && (
          <>
            <dt>{t("model.where")}</dt>
            <dd>
              <bdi className="mono">{visible(finding.where)}</bdi>
            </dd>
          </>
        )}
        {finding.offset !== null && (
          <>
            <dt>{t("model.bytes")}</dt>
            <dd className="mono">
              {finding.length === null
                ? hexOffset(finding.offset)
                : t("model.byteRange", {
                    offset: hexOffset(finding.offset),
                    length: format.bytes(finding.length),
                  })}
            </dd>
          </>
        )}
        <dt>{t("model.rule")}</dt>
        <dd>
          <code>{finding.rule}</code> <span className="muted">· {t(`stage.${finding.stage}`)}</span>
        </dd>
        {finding.refs.length > 0 && (
          <>
            <dt>{t("model.refs")}</dt>
            <dd>
              {finding.refs.map((ref) => (
                <Reference key={ref} target={ref} />
              ))}
            </dd>
          </>
        )}
      </dl>
      <HexView finding={finding} />
    </>
  );
}

/** A reference opens only after its whole target was shown, and only over https. */
function Reference({ target }: { target: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  if (!target.startsWith("https://")) return <span className={css.reference}>{visible(target)}</span>;
  if (!shown) {
    return (
      <button
        type="button"
        className={css.refButton}
        onClick={() => {
          setShown(true);
        }}
      >
        {visible(hostOf(target))}
      </button>
    );
  }
  return (
    <span className={css.reference}>
      <span className="muted">{t("model.refTarget")}</span>
      <code>{visible(target)}</code>
      <Button
        component="a"
        href={target}
        target="_blank"
        rel="noopener noreferrer"
        size="compact-xs"
        leftSection={<ExternalLink aria-hidden className="icon" />}
      >
        {t("model.refOpen")}
      </Button>
    </span>
  );
}

function hostOf(target: string): string {
  try {
    return new URL(target).host;
  } catch {
    return target;
  }
}
