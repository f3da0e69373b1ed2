import type { AuditRaw } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { act } from "../actions/actions.ts";
import { Facts } from "../components/page.tsx";
import { Command, Digest, ErrorNote, Skeleton } from "../components/small.tsx";
import { saveFile } from "../format/save-file.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { call } from "../state/connection.ts";
import { connectionStore } from "../state/connection-store.ts";
import { useSlice } from "../state/console-store.ts";
import css from "./log.module.css";

/** One record as it is committed to, and a proof of it to take away. Read when it is opened. */
export function RawRecord({ seq }: { seq: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const damaged = useSlice("ledger").state === "damaged";
  // The desktop's session stops every download: there, the command below is the way.
  const desktop = connectionStore(({ kind }) => kind === "desktop");
  const download = async (): Promise<void> => {
    setBusy(true);
    const answer = await act("audit.prove", { seq });
    if (answer) saveFile(`casemate-record-${String(seq)}.tlog-proof`, answer.proof, "text/plain");
    setBusy(false);
  };
  return (
    <div className={css.raw}>
      <div className={css.buttons}>
        {!desktop && (
          <Button size="xs" loading={busy} disabled={damaged} onClick={() => void download()}>
            {t("log.raw.proof")}
          </Button>
        )}
        {!open && (
          <Button
            size="xs"
            onClick={() => {
              setOpen(true);
            }}
          >
            {t("log.raw.open")}
          </Button>
        )}
      </div>
      <p className="muted">{t(damaged ? "log.raw.noProof" : "log.raw.proofWhy")}</p>
      <Command text={`casemate audit prove ${String(seq)}`} />
      {open && <Raw seq={seq} />}
    </div>
  );
}

function Raw({ seq }: { seq: number }) {
  const { t } = useTranslation();
  const [raw, setRaw] = useState<AuditRaw | null | "failed">(null);
  useEffect(() => {
    let current = true;
    call("audit.record", { seq }).then(
      (answer) => {
        if (current) setRaw(answer);
      },
      () => {
        if (current) setRaw("failed");
      },
    );
    return () => {
      current = false;
    };
  }, [seq]);
  if (raw === "failed") return <ErrorNote text={t("log.raw.failed")} />;
  return (
    <section aria-label={t("log.raw.title")} className={css.raw}>
      <h3>{t("log.raw.title")}</h3>
      {raw === null ? <Skeleton lines={6} /> : <RawFacts raw={raw} />}
    </section>
  );
}

function RawFacts({ raw }: { raw: AuditRaw }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {raw.kept ? <Fields fields={raw.fields} /> : <p>{t("log.raw.forgotten")}</p>}
      <Facts
        items={[
          [t("log.raw.digest"), <Digest key="digest" value={raw.digest} name={t("log.raw.digest")} />],
          [t("log.raw.leaf"), <Digest key="leaf" value={raw.leaf} name={t("log.raw.leaf")} />],
          [t("log.raw.place"), t("log.raw.placeText", { seq: raw.seq, log: raw.log.slice(0, 12) })],
          [
            t("log.raw.checkpoint"),
            raw.checkpoint
              ? t("log.raw.checkpointText", {
                  epoch: raw.checkpoint.epoch,
                  size: format.count(raw.checkpoint.size),
                })
              : t("log.raw.unsealed"),
          ],
        ]}
      />
    </>
  );
}

function Fields({ fields }: { fields: AuditRaw["fields"] }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="muted">{t("log.raw.saltWhy")}</p>
      <div className={css.fieldBox}>
        <table className={css.fields}>
          <thead>
            <tr>
              <th scope="col">{t("log.raw.field")}</th>
              <th scope="col">{t("log.raw.salt")}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ text, salt, commitment }) => (
              <tr key={commitment}>
                <td>
                  <code dir="ltr">{visible(text)}</code>
                </td>
                <td>
                  <code title={salt}>{salt.slice(0, 8)}…</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
