import type { AppContract, Out, PanicOutcome } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, Page, Section } from "../components/page.tsx";
import { SaveText } from "../components/save-text.tsx";
import { Command, Skeleton } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { useFormat } from "../format/use-format.ts";
import { call } from "../state/connection.ts";
import { panicSeenStore, putAwayPanic } from "../state/panic-seen.ts";
import { useSlice } from "../state/console-store.ts";
import { PanicSteps } from "./panic-steps.tsx";
import css from "./panic.module.css";

const GONE = {
  2: ["panic_factors"],
  3: ["panic_contents", "panic_words", "panic_log", "panic_lists"],
} as const;
const STAYS = {
  2: ["panic_inside", "panic_log_stays", "panic_backups"],
  3: ["panic_backups", "panic_certificate"],
} as const;

/** In place of the first start, once: what is gone, what is not, and the next step. */
export function AfterErase({ last }: { last: PanicOutcome }) {
  const { t } = useTranslation();
  const format = useFormat();
  const time = format.exact(last.endedAt);
  return (
    <Page
      title={t("panic.after.title3")}
      lead={t(last.complete ? "panic.after.lead3" : "panic.after.lead3Incomplete", { time })}
      todo={last.resumed ? t("panic.last.resumed") : undefined}
    >
      <Consequences level={3} complete={last.complete} />
      <Section title={t("panic.after.nextTitle")}>
        <Card>
          <div className={css.stack}>
            <ol className={css.list}>
              <li>{t("panic.after.next3a")}</li>
              <li>{t("panic.after.next3b")}</li>
              <li>{t("panic.after.next3c")}</li>
            </ol>
            <p className="muted">{t("panic.after.runbook", { level: 3 })}</p>
          </div>
        </Card>
      </Section>
      <CertificateSection />
      <Section title={t("panic.steps.title")}>
        <Card flush>
          <PanicSteps steps={last.steps} />
        </Card>
      </Section>
      <div>
        <Button
          onClick={() => {
            putAwayPanic(last.id);
          }}
        >
          {t("panic.after.begin")}
        </Button>
      </div>
    </Page>
  );
}

/** Over the passphrase field after level 2, until somebody has opened the vault here again. */
export function AfterLevel2() {
  const { t } = useTranslation();
  const format = useFormat();
  const { last } = useSlice("panic");
  const unlocked = useSlice("vault").state === "unlocked";
  const seen = panicSeenStore((store) => store.seen);
  const id = last?.level === 2 ? last.id : null;
  useEffect(() => {
    if (unlocked && id !== null) putAwayPanic(id);
  }, [unlocked, id]);
  if (last === null || id === null || seen === id || unlocked) return null;
  return (
    <section className={css.stack} aria-label={t("panic.after.title2")}>
      <h2 className={css.line}>
        <StateMark tone={last.complete ? "warn" : "danger"} /> {t("panic.after.title2")}
      </h2>
      <p>{t("panic.after.lead2", { time: format.exact(last.endedAt) })}</p>
      {!last.complete && <p className="tone-danger">{t("panic.last.incomplete")}</p>}
      {last.resumed && <p>{t("panic.last.resumed")}</p>}
      <ol className={css.list}>
        <li>{t("panic.after.next2a")}</li>
        <li>{t("panic.after.next2b")}</li>
      </ol>
      <p className="muted">{t("panic.after.runbook", { level: 2 })}</p>
    </section>
  );
}

/** What a level took and what it left. Where not every step was seen, it only says what was meant to go. */
export function Consequences({ level, complete }: { level: 2 | 3; complete: boolean }) {
  const { t } = useTranslation();
  return (
    <Card>
      <div className={css.columns}>
        <div>
          <h2>{t(complete ? "panic.after.goneTitle" : "panic.after.meantTitle")}</h2>
          <ul className={css.list}>
            {GONE[level].map((code) => (
              <li key={code}>{t(`panic.notices.${code}`)}</li>
            ))}
          </ul>
        </div>
        <div>
          <h2>{t("panic.after.staysTitle")}</h2>
          <ul className={css.list}>
            {STAYS[level].map((code) => (
              <li key={code}>{t(`panic.notices.${code}`)}</li>
            ))}
          </ul>
        </div>
      </div>
    </Card>
  );
}

type Certificate = Out<AppContract["panic.certificate"]>;

/** The one file that survives level 3, and how a stranger checks it. */
export function CertificateSection() {
  const { t } = useTranslation();
  const [file, setFile] = useState<Certificate | "none">(null);
  useEffect(() => {
    let current = true;
    const tell = (found: Certificate): void => {
      if (current) setFile(found ?? "none");
    };
    call("panic.certificate", {}).then(tell, () => {
      tell(null);
    });
    return () => {
      current = false;
    };
  }, []);
  return (
    <Section title={t("panic.certificate.title")}>
      <Card>
        {file === null ? (
          <Skeleton lines={4} />
        ) : file === "none" ? (
          <p className={css.line}>
            <StateMark tone="unknown" /> {t("panic.certificate.none")}
          </p>
        ) : (
          <div className={css.stack}>
            <div className={css.row}>
              <SaveText filled name={file.name} text={file.text} label={t("panic.certificate.save")} />
              <code>{file.name}</code>
            </div>
            <VerifyCommands name={file.name} />
          </div>
        )}
      </Card>
    </Section>
  );
}

/** How a stranger checks a certificate or a report: neither way needs a vault. */
export function VerifyCommands({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="muted">{t("panic.certificate.stranger")}</p>
      <p className={css.row}>
        <span>{t("panic.certificate.own")}</span>
        <Command text={`casemate panic verify ${name}`} />
      </p>
      <p className={css.row}>
        <span>{t("panic.certificate.script")}</span>
        <Command text={`python3 packages/audit/assets/verify_erasure.py ${name}`} />
      </p>
      <p className={css.row}>
        <span>{t("panic.certificate.page")}</span>
        <Command text="dist/services/verify.html" />
      </p>
    </>
  );
}
