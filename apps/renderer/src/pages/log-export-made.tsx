import type { ForensicMade } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say, sayError } from "../actions/actions.ts";
import { Card, Facts, Section } from "../components/page.tsx";
import { Command, Digest, Skeleton } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { call, saveBundle } from "../state/connection.ts";
import css from "./log-export.module.css";

/** The bundle is there: what is in it, a way to take it, and how whoever gets it checks it. */
export function ExportMade({ exportId, onAgain }: { exportId: string; onAgain: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<ForensicMade | "gone" | null>(null);
  useEffect(() => {
    let current = true;
    const tell = (found: ForensicMade | "gone"): void => {
      if (current) setMade(found);
    };
    call("forensic.made", { exportId }).then(tell, () => {
      tell("gone");
    });
    return () => {
      current = false;
    };
  }, [exportId]);
  if (made === null) return <Skeleton lines={8} />;
  if (made === "gone")
    return (
      <section className={css.state} aria-label={t("logExport.made.gone")}>
        <StateMark tone="unknown" size={20} />
        <div>
          <h2>{t("logExport.made.gone")}</h2>
          <p>{t("logExport.made.goneWhy")}</p>
          <p>
            <Button variant="filled" onClick={onAgain}>
              {t("logExport.ended.again")}
            </Button>
          </p>
        </div>
      </section>
    );
  return (
    <>
      <Take exportId={exportId} made={made} onAgain={onAgain} />
      <Contents made={made} />
      <Checking made={made} />
    </>
  );
}

function Take({ exportId, made, onAgain }: { exportId: string; made: ForensicMade; onAgain: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const take = async (): Promise<void> => {
    setBusy(true);
    const answer = await act("forensic.ticket", { exportId });
    try {
      const how = answer && (await saveBundle(answer.ticket));
      if (how === "saved") say(t("logExport.made.saved"));
    } catch (error) {
      sayError(error);
    }
    setBusy(false);
  };
  return (
    <section className={css.state} aria-label={t("logExport.made.title")}>
      <StateMark tone="ok" size={20} />
      <div>
        <h2>{t("logExport.made.title")}</h2>
        <p>
          <code>{made.name}</code> · {format.bytes(made.bytes)} ·{" "}
          {t(made.encrypted ? "logExport.made.encrypted" : "logExport.made.open")}
        </p>
        <p className="muted">{t("logExport.made.kept")}</p>
        <p className={css.buttons}>
          <Button variant="filled" loading={busy} onClick={() => void take()} data-autofocus>
            {t("logExport.made.save")}
          </Button>
          <Button onClick={onAgain}>{t("logExport.made.another")}</Button>
        </p>
      </div>
    </section>
  );
}

function Contents({ made }: { made: ForensicMade }) {
  const { t } = useTranslation();
  const format = useFormat();
  const hidden = made.hidden.filter(({ count }) => count > 0);
  return (
    <Section title={t("logExport.made.contents")}>
      <Card>
        <Facts
          items={[
            [
              t("logExport.made.records"),
              t("logExport.made.recordsText", {
                count: made.shown + made.forgotten,
                records: format.count(made.shown + made.forgotten),
                from: made.from,
                to: made.to - 1,
              }),
            ],
            [
              t("logExport.made.forgotten"),
              made.forgotten === 0 ? t("logExport.made.none") : format.count(made.forgotten),
            ],
            [
              t("logExport.made.hidden"),
              hidden.length === 0
                ? t("logExport.made.none")
                : hidden.map(({ name, count }) => `${visible(name)}: ${format.count(count)}`).join(", "),
            ],
            ["SHA-256", <Digest key="file" value={made.sha256} name="SHA-256" />],
            [
              t("logExport.made.manifest"),
              <Digest key="manifest" value={made.manifest} name={t("logExport.made.manifest")} />,
            ],
          ]}
        />
      </Card>
    </Section>
  );
}

/** What to send along, on another way than the file. */
function Checking({ made: { name, encrypted, words } }: { made: ForensicMade }) {
  const { t } = useTranslation();
  const plain = name.replace(/\.age$/, "");
  return (
    <Section title={t("logExport.check.title")} note={t("logExport.check.note")}>
      <Card>
        <div className={css.ways}>
          <Facts
            items={[
              ...(encrypted
                ? [
                    [
                      t("logExport.check.decrypt"),
                      <Command key="age" text={`age -d -i KEYFILE -o ${plain} ${name}`} />,
                    ] as const,
                  ]
                : []),
              [
                t("logExport.check.casemate"),
                <Command key="cli" text={`casemate forensic verify ${plain} --words "${words}"`} />,
              ],
              [
                t("logExport.check.python"),
                <span key="python" className={css.lines}>
                  <Command text={`tar -xf ${plain} verify.py`} />
                  <Command text={`python3 verify.py ${plain} --words "${words}"`} />
                </span>,
              ],
              [
                t("logExport.check.page"),
                <span key="page" className={css.lines}>
                  <Command text={`tar -xf ${plain} verify.html`} />
                  <span>{t("logExport.check.pageText")}</span>
                </span>,
              ],
              [
                t("logExport.check.words"),
                <span key="words" className="mono" translate="no">
                  {words}
                </span>,
              ],
            ]}
          />
        </div>
        <p className="muted">{t("logExport.check.wordsWhy")}</p>
      </Card>
    </Section>
  );
}
