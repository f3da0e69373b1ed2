import type { AuditVerification } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { CopyButton, TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { shortDigest } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import css from "./log.module.css";

/** What a verification found, with the signed head it rests on. */
export function VerifyResult({ result }: { result: AuditVerification }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={result.ok ? css.good : css.bad}>
      <StateMark tone={result.ok ? "ok" : "danger"} />
      <div>
        <p>
          <strong>
            {result.ok
              ? t("log.good", { records: format.count(result.records), time: format.duration(result.ms) })
              : t("log.bad")}
          </strong>
          {!result.ok && ` ${result.message}`}
          {!result.ok && result.firstBad !== null && ` ${t("log.badAt", { seq: result.firstBad })}`}
        </p>
        {result.head && (
          <p className={css.head}>
            <span>{t("log.hash")}</span> <code title={result.head.hash}>{shortDigest(result.head.hash)}</code>
            <CopyButton text={result.head.hash} name={t("log.hash")} />
            <span>
              · <TimeAgo at={result.head.signedAt} />
            </span>
            <span>· Ed25519</span>{" "}
            <code title={result.head.publicKey}>{result.head.publicKey.slice(0, 12)}</code>
            <CopyButton text={result.head.publicKey} name="Ed25519" />
          </p>
        )}
      </div>
    </div>
  );
}
