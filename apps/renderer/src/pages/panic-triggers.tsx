import type { PanicTriggers, VaultSlot } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Card, Section } from "../components/page.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { useFormat } from "../format/use-format.ts";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { TriggerDialog } from "./panic-trigger-dialog.tsx";
import settings from "./settings.module.css";
import css from "./panic.module.css";

/** What sets off a panic by itself. Nothing is armed until a person chooses it, with the passphrase. */
export function TriggersSection() {
  const { t } = useTranslation();
  const { armed } = useSlice("panic");
  const unlocked = useSlice("vault").state === "unlocked";
  const [open, setOpen] = useState<keyof PanicTriggers | null>(null);
  const rows = [
    ["failedUnlocks", t("panic.arm.failures"), <FailuresText key="f" />, armed.failedUnlocks !== null],
    ["incidents", t("panic.arm.incidents"), <IncidentsText key="i" />, armed.incidents !== null],
  ] as const;
  return (
    <Section title={t("panic.arm.title")} id="triggers" note={t("panic.arm.note")}>
      <Card>
        <div className={settings.rows}>
          {rows.map(([name, label, text, on]) => (
            <Row key={name} label={label} text={text} mark={<Armed on={on} />}>
              <Button
                disabled={!unlocked}
                aria-label={`${label}: ${t("panic.arm.change")}`}
                onClick={() => {
                  setOpen(name);
                }}
              >
                {t("panic.arm.change")}
              </Button>
            </Row>
          ))}
          <DuressRow unlocked={unlocked} />
          {!unlocked && <p className={`${settings.row ?? ""} muted`}>{t("panic.arm.locked")}</p>}
        </div>
      </Card>
      {open !== null && (
        <TriggerDialog
          which={open}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </Section>
  );
}

function Row({
  label,
  text,
  mark,
  children,
}: {
  label: string;
  text: ReactNode;
  mark: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={settings.row}>
      <div className={settings.words}>
        <p className={settings.label}>
          {label} {mark}
        </p>
        <div className="muted">{text}</div>
      </div>
      <div className={settings.control}>{children}</div>
    </div>
  );
}

function Armed({ on }: { on: boolean }) {
  const { t } = useTranslation();
  return on ? (
    <span className="tone-warn">
      <StateMark tone="warn" size={14} /> {t("panic.arm.on")}
    </span>
  ) : null;
}

function FailuresText() {
  const { t } = useTranslation();
  const format = useFormat();
  const { failedUnlocks } = useSlice("panic").armed;
  if (failedUnlocks === null) return <p>{t("panic.arm.failuresOff")}</p>;
  const { count, level } = failedUnlocks;
  const consequence = t(`panic.levels.consequence.${level}`);
  return (
    <>
      <p>{t("panic.arm.failuresOn", { count: format.count(count), level, consequence })}</p>
      <p>{t("panic.arm.failuresWarn")}</p>
    </>
  );
}

function IncidentsText() {
  const { t } = useTranslation();
  const { incidents } = useSlice("panic").armed;
  if (incidents === null) return <p>{t("panic.arm.incidentsOff")}</p>;
  const { classes, level } = incidents;
  const consequence = t(`panic.levels.consequence.${level}`);
  return (
    <>
      <p>{t("panic.arm.incidentsOn", { level, consequence })}</p>
      <ul className={css.list}>
        {classes.map((name) => (
          <li key={name}>{t(`panic.incidentKind.${name}`)}</li>
        ))}
      </ul>
    </>
  );
}

/** Duress passphrases are ways into the vault, so they are set up where those are. */
function DuressRow({ unlocked }: { unlocked: boolean }) {
  const { t } = useTranslation();
  const duress = useDuress(unlocked);
  return (
    <Row
      label={t("panic.arm.duress")}
      mark={<Armed on={duress !== null && duress.length > 0} />}
      text={
        duress === null ? (
          <p>{t("panic.arm.duressUnknown")}</p>
        ) : duress.length === 0 ? (
          <p>{t("panic.arm.duressNone")}</p>
        ) : (
          <>
            <p>{t("panic.arm.duressSome", { count: duress.length })}</p>
            <ul className={css.list}>
              {duress.map(({ index, level }) => (
                <li key={index}>{t(`vault.ways.levels.level${level ?? 1}`)}</li>
              ))}
            </ul>
          </>
        )
      }
    >
      <Button component={Link} href="/vault">
        {t("panic.arm.duressGo")}
      </Button>
    </Row>
  );
}

/** Null while the vault is closed or cannot be asked. */
function useDuress(unlocked: boolean): readonly VaultSlot[] | null {
  const [found, setFound] = useState<readonly VaultSlot[] | null>(null);
  useEffect(() => {
    if (!unlocked) return;
    let current = true;
    call("vault.slots", {}).then(
      ({ slots }) => {
        if (current) setFound(slots.filter(({ kind }) => kind === "duress"));
      },
      () => {
        if (current) setFound(null);
      },
    );
    return () => {
      current = false;
    };
  }, [unlocked]);
  return unlocked ? found : null;
}
