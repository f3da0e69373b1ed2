import type { AuditRecord } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { lockVault } from "../actions/actions.ts";
import { FromServer } from "../components/from-server.tsx";
import { Card, Facts, Page, Section } from "../components/page.tsx";
import { TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { withUnit } from "../format/number.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import drawer from "../frame/drawer.module.css";
import { SelfCheck } from "../frame/drawer-isolation.tsx";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { noticeText } from "../state/error-text.ts";
import { useNow } from "../state/now.ts";
import css from "./home.module.css";
import { VaultWays } from "./vault-ways.tsx";

export function VaultPage() {
  const { t } = useTranslation();
  const vault = useSlice("vault");
  return (
    <Page
      title={t("vault.title")}
      lead={<Lead />}
      todo={<Todo />}
      action={
        vault.state === "unlocked" ? (
          <Button variant="filled" onClick={() => void lockVault()}>
            {t("vault.lockNow")}
          </Button>
        ) : vault.state === "locked" ? (
          <Button component={Link} href="/" variant="filled">
            {t("unlock.submit")}
          </Button>
        ) : undefined
      }
    >
      <StateSection />
      <VaultWays />
      <LastLock />
      <Section title={t("vault.notYet")}>
        <Card>
          <ul className={drawer.list}>
            {(["factors", "backup"] as const).map((key) => (
              <li key={key} className="muted">
                {t(`vault.notYetList.${key}`)}
              </li>
            ))}
          </ul>
        </Card>
      </Section>
    </Page>
  );
}

function Lead() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const vault = useSlice("vault");
  const time = format.exact(vault.since);
  if (vault.state === "locked")
    return t(vault.lockVerified ? "vault.locked" : "vault.lockedUnverified", { time });
  if (vault.state === "unlocked")
    return t("vault.unlocked", { time: `${time} (${format.relative(vault.since, now)})` });
  if (vault.state === "error")
    return (
      <>
        {t("vault.error")} {vault.error && <FromServer>{noticeText(vault.error)}</FromServer>}
      </>
    );
  return t(`vault.${vault.state}`);
}

function Todo() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const vault = useSlice("vault");
  if (vault.state === "locked") return t(vault.lockVerified ? "vault.lockedTodo" : "vault.unverifiedTodo");
  if (vault.state !== "unlocked") return null;
  if (vault.lockDeferredBy !== null) return t("vault.deferred", { why: vault.lockDeferredBy });
  return t("vault.unlockedTodo", {
    time: vault.locksAt === null ? t("time.unknown") : format.relative(vault.locksAt, now),
  });
}

function StateSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const vault = useSlice("vault");
  const { settings } = useSlice("app");
  const { kdf } = vault;
  const kdfText =
    kdf === null
      ? t("vault.kdfUnknown")
      : `${t("vault.kdfValue", { memory: withUnit(kdf.memoryMiB, "MiB", format.language), passes: t("vault.passes", { count: kdf.passes }), lanes: t("vault.lanes", { count: kdf.lanes }) })}. ${t("vault.kdfMeasured", { time: format.duration(kdf.measuredMs) })}`;
  return (
    <Section title={t("vault.state")} note={t("vault.meansText")}>
      <Card>
        <div className={drawer.body}>
          <Facts
            items={[
              [t("vault.state"), t(`status.${vault.state}`)],
              [t("vault.since"), <TimeAgo key="since" at={vault.since} />],
              [
                t("vault.autoLock"),
                <span key="auto">
                  {t("vault.after", { count: settings.autoLockMinutes })} ·{" "}
                  <Link href="/settings">{t("vault.change")}</Link>
                </span>,
              ],
              [t("vault.failures"), format.count(vault.failures)],
              [t("vault.kdf"), kdfText],
            ]}
          />
          {vault.notes.length > 0 && (
            <div>
              <h3>{t("vault.notes")}</h3>
              {vault.notes.map((note) => (
                <p key={note} className={drawer.claim}>
                  <StateMark tone="warn" />
                  <FromServer>{note}</FromServer>
                </p>
              ))}
            </div>
          )}
          <SelfCheck command="casemate vault status" />
        </div>
      </Card>
    </Section>
  );
}

/** What the log says about the last lock: works while locked, because the log does. */
function LastLock() {
  const { t } = useTranslation();
  const { since } = useSlice("vault");
  const [record, setRecord] = useState<AuditRecord | null | "loading" | "unreadable">("loading");
  useEffect(() => {
    let current = true;
    call("audit.tail", { action: "vault.locked", limit: 1 }).then(
      ({ records }) => {
        if (current) setRecord(records[0] ?? null);
      },
      () => {
        if (current) setRecord("unreadable");
      },
    );
    return () => {
      current = false;
    };
  }, [since]);
  return (
    <Section title={t("vault.lastLock")}>
      <Card flush>
        <ul className={css.rows}>
          <li>
            {record === "loading" ? (
              <span className="muted">{t("vault.lastLockLoading")}</span>
            ) : record === "unreadable" ? (
              <Unknown />
            ) : record === null ? (
              <span className="muted">{t("vault.lastLockNone")}</span>
            ) : (
              <LockRecord record={record} />
            )}
          </li>
        </ul>
      </Card>
    </Section>
  );
}

function Unknown() {
  const { t } = useTranslation();
  return (
    <>
      <StateMark tone="unknown" />
      <span>{t("vault.lastLockUnreadable")}</span>
    </>
  );
}

function LockRecord({ record }: { record: AuditRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { why, verified, ms, ended } = record.detail;
  return (
    <>
      <StateMark tone={verified === true ? "ok" : "warn"} />
      <span className={css.grow}>
        <strong>
          <TimeAgo at={record.at} />
        </strong>
        :{" "}
        {t("vault.lastLockText", {
          why: visible(String(why ?? t("evidence.unknown"))),
          verified: t(verified === true ? "vault.verified" : "vault.notVerified"),
          ended: String(ended ?? t("evidence.unknown")),
          time: typeof ms === "number" ? format.duration(ms) : t("evidence.unknown"),
        })}
      </span>
      <Link href={`/log?filter=vault.locked`}>{t("vault.record", { seq: record.seq })}</Link>
    </>
  );
}
