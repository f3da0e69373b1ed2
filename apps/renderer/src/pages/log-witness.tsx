import type { AuditCheckpoint } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act } from "../actions/actions.ts";
import { Card, Facts, Section } from "../components/page.tsx";
import { Command, CopyButton, Digest } from "../components/small.tsx";
import { QrCode } from "../components/qr-code.tsx";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import css from "./log.module.css";

/** What a person keeps elsewhere, so that a log that was made up anew, cut or exchanged can be told from theirs. */
export function WitnessSection() {
  const { t } = useTranslation();
  const [checkpoint, setCheckpoint] = useState<AuditCheckpoint | null>(null);
  const [busy, setBusy] = useState(false);
  const { state } = useSlice("ledger");
  const show = async (): Promise<void> => {
    setBusy(true);
    setCheckpoint(await act("audit.checkpoint", {}));
    setBusy(false);
  };
  return (
    <Section title={t("log.witness.title")} note={t("log.witness.note")}>
      {checkpoint === null ? (
        <p>
          <Button onClick={() => void show()} loading={busy} disabled={state !== "ok"}>
            {t("log.witness.show")}
          </Button>
        </p>
      ) : (
        <Witness checkpoint={checkpoint} />
      )}
    </Section>
  );
}

function Witness({ checkpoint }: { checkpoint: AuditCheckpoint }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { note, size, root, verifierKey, words } = checkpoint;
  return (
    <Card>
      <div className={css.witness}>
        <ol className={css.words} aria-label={t("log.witness.words")}>
          {words.split(" ").map((word, index) => (
            <li key={index}>
              <span className={css.number} aria-hidden>
                {index + 1}
              </span>
              <span className="mono" translate="no">
                {word}
              </span>
            </li>
          ))}
        </ol>
        <figure className={css.qr}>
          <QrCode text={note} label={t("log.witness.qr")} />
          <figcaption className="muted">{t("log.witness.qrWhy", { size: format.count(size) })}</figcaption>
        </figure>
      </div>
      <Facts
        items={[
          [t("log.witness.size"), format.count(size)],
          [t("log.witness.root"), <Digest key="root" value={root} name={t("log.witness.root")} />],
          [
            t("log.witness.key"),
            <span key="key" className={css.long}>
              <code>{verifierKey}</code>
              <CopyButton text={verifierKey} name={t("log.witness.key")} />
            </span>,
          ],
          [
            t("log.witness.wordsCommand"),
            <Command key="words" text={`casemate audit verify --words "${words}"`} />,
          ],
        ]}
      />
      <CopyButton text={note} name={t("log.witness.copy")} shown />
    </Card>
  );
}

const COMMANDS = [
  ["verify", "casemate audit verify"],
  ["prove", "casemate audit prove 12 record-12.tlog-proof"],
  ["export", "casemate audit export FOLDER"],
  ["checkpoint", "casemate audit checkpoint"],
] as const;

/** The same checks without this page. */
export function SelfSection() {
  const { t } = useTranslation();
  return (
    <Section title={t("log.self.title")} note={t("log.self.note")}>
      <Card>
        <Facts
          items={COMMANDS.map(([name, text]) => [t(`log.self.${name}`), <Command key={name} text={text} />])}
        />
      </Card>
    </Section>
  );
}
