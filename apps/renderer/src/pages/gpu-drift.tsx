import type { GpuCheck, GpuDrift } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { FromServer } from "../components/from-server.tsx";
import { Card, Empty, Section } from "../components/page.tsx";
import { Digest, TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { nameOf } from "./gpu-cards.tsx";
import css from "./gpu.module.css";

interface DriftProps {
  readonly check: GpuCheck;
  /** A round now; null when it failed. */
  readonly onCheck: () => Promise<GpuCheck | null>;
}

/** What changed since a person said "like this it is right", what explains it, and the way to say it anew. */
export function Drift({ check, onCheck }: DriftProps) {
  const { t } = useTranslation();
  const { baseline, drift } = check;
  const open = drift.filter(({ explained }) => !explained);
  const rest = drift.filter(({ explained }) => explained);
  return (
    <Section
      title={t("gpu.changes")}
      id="changes"
      aside={
        baseline.capturedAt !== null && (
          <span>
            {t("gpu.baselineOf")} <TimeAgo at={baseline.capturedAt} />
          </span>
        )
      }
    >
      {baseline.state !== "ok" && <Empty>{t(`gpu.baseline.${baseline.state}`)}</Empty>}
      {baseline.state === "ok" && drift.length === 0 && <p className="muted">{t("gpu.changesNone")}</p>}
      {drift.length > 0 && (
        <Card flush>
          <ol className={css.drift}>
            {[...open, ...rest].map((one, index) => (
              <li key={index}>
                <Change change={one} />
              </li>
            ))}
          </ol>
        </Card>
      )}
      <Granted check={check} />
      <BaselineActions check={check} onCheck={onCheck} />
    </Section>
  );
}

function Change({ change }: { change: GpuDrift }) {
  const { t } = useTranslation();
  const { card, what, before, after, explained, because, evidence } = change;
  return (
    <>
      <StateMark tone={explained ? "info" : "danger"} />
      <div className={css.change}>
        <p>
          <strong>{explained ? t("gpu.explained") : t("gpu.unexplained")}</strong>{" "}
          <bdi>{nameOf({ what })}</bdi>
          {card !== null && <span className="muted"> {visible(card)}</span>}
        </p>
        <p className={css.fromTo}>
          <bdi>{before === null ? t("gpu.nothing") : visible(before)}</bdi>
          <span aria-label={t("gpu.became")}> → </span>
          <bdi>{after === null ? t("gpu.nothing") : visible(after)}</bdi>
        </p>
        <p className="muted">
          <FromServer>{visible(because)}</FromServer>
        </p>
        {evidence.map((line) => (
          <code key={line} className={css.line}>
            {visible(line)}
          </code>
        ))}
      </div>
    </>
  );
}

/** What a new baseline would silence beside the changes: it is said before anybody captures one. */
function Granted({ check: { granted, taken } }: Pick<DriftProps, "check">) {
  const { t } = useTranslation();
  if (granted.length + taken.length === 0) return null;
  return (
    <>
      <p>{t("gpu.grantedLead")}</p>
      <ul className={css.bullets}>
        {granted.map(({ probe, status, sentence }) => (
          <li key={probe}>
            <strong>{t(`gpu.status.${status}`)}:</strong> <FromServer>{visible(sentence)}</FromServer>
          </li>
        ))}
        {taken.map(({ card, what, before, after }) => (
          <li key={`${card ?? ""} ${what} ${after ?? ""}`}>
            <bdi>{nameOf({ what })}</bdi>
            {card !== null && <span className="muted"> {visible(card)}</span>}:{" "}
            <bdi>{before === null ? t("gpu.nothing") : visible(before)}</bdi>
            <span aria-label={t("gpu.became")}> → </span>
            <bdi>{after === null ? t("gpu.notKnown") : visible(after)}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Capturing the first one forgets nothing, unless something is critical. Replacing one asks: what changed will not be told any more. */
function BaselineActions({ check, onCheck }: DriftProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const { baseline, fingerprint, granted } = check;
  const run = (work: () => Promise<unknown>): void => {
    setBusy(true);
    void work().finally(() => {
      setBusy(false);
    });
  };
  const capture = async (): Promise<void> => {
    if ((await act("gpu.baseline.capture", {})) !== null) say(t("gpu.captured"));
  };
  // Looked at again first: what is approved is what is there now.
  const replace = async (): Promise<void> => {
    const now = await onCheck();
    if (now?.fingerprint == null) return;
    if ((await act("gpu.baseline.replace", { fingerprint: now.fingerprint })) !== null)
      say(t("gpu.replaced"));
  };
  const absent = baseline.state === "absent";
  const first = absent && granted.every(({ status }) => status !== "critical");
  return (
    <div className={css.actions}>
      <Button
        disabled={busy || fingerprint === null}
        variant={absent ? "filled" : "default"}
        onClick={() => {
          run(first ? capture : replace);
        }}
      >
        {absent ? t("gpu.capture") : t("gpu.replace")}
      </Button>
      <span className="muted">
        {fingerprint === null ? t("gpu.captureBlind") : first ? t("gpu.captureNote") : t("gpu.replaceNote")}
      </span>
      {baseline.sha256 !== null && <Digest value={baseline.sha256} name={t("gpu.baselineDigest")} />}
    </div>
  );
}
