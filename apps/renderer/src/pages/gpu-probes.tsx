import type { GpuProbe } from "@casemate/contract";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { Card, Section } from "../components/page.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { nameOf, Value } from "./gpu-cards.tsx";
import css from "./gpu.module.css";

export const PROBE_TONES: Record<GpuProbe["status"], Tone> = {
  critical: "danger",
  warning: "warn",
  unknown: "unknown",
  pass: "ok",
  not_applicable: "quiet",
};
const WORST_FIRST = Object.keys(PROBE_TONES) as GpuProbe["status"][];

export function worstFirst(probes: readonly GpuProbe[]): GpuProbe[] {
  return WORST_FIRST.flatMap((status) => probes.filter((probe) => probe.status === status));
}

/** A probe's name in the page's language; its own, where this page does not know it. */
export function titleOf({ id, title }: Pick<GpuProbe, "id" | "title">): string {
  return i18next.exists(`gpu.probe.${id}`) ? i18next.t(`gpu.probe.${id}` as "gpu.probe.ecc") : title;
}

/** Every probe: what it found, what that rests on, and what it can and cannot tell. */
export function Probes({ probes }: { probes: readonly GpuProbe[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t("gpu.probes")} note={t("gpu.probesNote")}>
      <Card flush>
        <ul className={css.probes}>
          {worstFirst(probes).map((probe) => (
            <li key={probe.id}>
              <Probe probe={probe} />
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}

function Probe({ probe }: { probe: GpuProbe }) {
  const { t } = useTranslation();
  const { id, status, sentence, remedy, evidence } = probe;
  const tells = i18next.exists(`gpu.tells.${id}`) ? i18next.t(`gpu.tells.${id}` as "gpu.tells.ecc") : null;
  return (
    <details>
      <summary className={css.probe}>
        <StateMark tone={PROBE_TONES[status]} />
        <span className={css.probeName}>{titleOf(probe)}</span>
        <span className={css.probeState}>{t(`gpu.status.${status}`)}</span>
        <span className={css.probeText}>
          <FromServer>{visible(sentence)}</FromServer>
        </span>
      </summary>
      <div className={css.probeMore}>
        {tells !== null && (
          <p>
            <strong>{t("gpu.tellsTitle")}</strong> {tells}
          </p>
        )}
        {remedy !== null && (
          <p>
            <strong>{t("gpu.remedy")}</strong> <FromServer>{visible(remedy)}</FromServer>
          </p>
        )}
        {evidence.length === 0 ? (
          <p className="muted">{t("gpu.noEvidence")}</p>
        ) : (
          <dl className={css.evidence} aria-label={t("gpu.evidence")}>
            {evidence.map((fact, index) => (
              <div key={`${fact.card ?? ""} ${fact.what} ${String(index)}`}>
                <dt>
                  {nameOf(fact)}
                  {fact.card !== null && <span className="muted"> {visible(fact.card)}</span>}
                </dt>
                <dd>
                  <Value fact={fact} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </details>
  );
}
