import { RpcError, type AuditVerification } from "@casemate/contract";
import { Button, Progress } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { act } from "../actions/actions.ts";
import { FromServer } from "../components/from-server.tsx";
import { CopyButton, ErrorNote } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { shortDigest } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText } from "../state/error-text.ts";
import { useQuery } from "../state/hash-location.ts";
import css from "./log.module.css";

interface Verify {
  readonly run: () => void;
  readonly busy: boolean;
  readonly result: AuditVerification | null;
  readonly error: string | null;
  /** How far it came, where somebody stopped it. */
  readonly stopped: string | null;
}

/** Runs the verification; at once when the address asks for it. */
export function useVerify(): Verify {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<AuditVerification | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [stopped, setStopped] = useState<string | null>(null);
  const [asked, setAsked] = useQuery("verify");
  const once = useRef(false);
  const run = (): void => {
    setBusy(true);
    setError(null);
    setStopped(null);
    setResult(null);
    call("audit.verify", {})
      .then(setResult, (failure: unknown) => {
        const cancelled = failure instanceof RpcError && failure.code === "cancelled";
        (cancelled ? setStopped : setError)(errorText(failure));
      })
      .finally(() => {
        setBusy(false);
      });
  };
  useEffect(() => {
    if (asked !== "1" || once.current) return;
    once.current = true;
    setAsked("");
    run();
  });
  return { run, busy, result, error, stopped };
}

/** How far it is, whoever began it; then what it found. */
export function Verification({ verify }: { verify: Verify }) {
  return (
    <>
      <Running />
      <div className={css.result} role="status">
        {verify.result && <VerifyResult result={verify.result} />}
        {verify.stopped !== null && <FromServer>{verify.stopped}</FromServer>}
      </div>
      {verify.error !== null && <ErrorNote text={verify.error} onRetry={verify.run} />}
    </>
  );
}

function Running() {
  const { t } = useTranslation();
  const format = useFormat();
  const { verifying } = useSlice("ledger");
  if (!verifying || verifying.of === 0) return null;
  const text = t("log.verifying", { done: format.count(verifying.done), of: format.count(verifying.of) });
  return (
    <div className={css.running}>
      <span className={css.line}>
        <span className="num">{text}</span>
        <Button size="compact-sm" onClick={() => void act("audit.stopVerify", {})}>
          {t("log.stopVerify")}
        </Button>
      </span>
      <Progress value={(verifying.done / verifying.of) * 100} aria-label={text} />
    </div>
  );
}

/** What a verification found; the page's first line says what is wrong. With the signed checkpoint it rests on. */
function VerifyResult({ result }: { result: AuditVerification }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { checkpoint, clockBack } = result;
  return (
    <div className={result.ok ? css.good : css.bad}>
      <StateMark tone={result.ok ? "ok" : "danger"} />
      <div>
        <p>
          <strong>
            {result.ok
              ? t("log.good", { records: format.count(result.records), time: format.duration(result.ms) })
              : result.firstBad === null
                ? t("log.bad")
                : t("log.badAt", { seq: result.firstBad })}
          </strong>
        </p>
        {clockBack.length > 0 && (
          <p>{t("log.clock", { count: clockBack.length, numbers: clockBack.join(", ") })}</p>
        )}
        {result.ok && result.unfinished > 0 && <p>{t("log.unfinished", { count: result.unfinished })}</p>}
        {checkpoint && (
          <p className={css.head}>
            <span>{t("log.covers", { size: format.count(checkpoint.size) })}</span>{" "}
            <code title={checkpoint.root}>{shortDigest(checkpoint.root)}</code>
            <CopyButton text={checkpoint.root} name={t("log.root")} />
          </p>
        )}
      </div>
    </div>
  );
}
