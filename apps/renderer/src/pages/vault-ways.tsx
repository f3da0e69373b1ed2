import type { VaultSlot } from "@casemate/contract";
import { Button } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, Section } from "../components/page.tsx";
import { TimeAgo } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { VaultWaysDialog, type Change } from "./vault-ways-dialog.tsx";
import { VaultWordsDialog } from "./vault-words-dialog.tsx";
import css from "./vault-ways.module.css";

type Ways = readonly VaultSlot[] | "reading" | "locked" | "unreadable";

/** Who can open the vault, and the changes to that. */
export function VaultWays() {
  const { t } = useTranslation();
  const { state } = useSlice("vault");
  const [read, setWays] = useState<Ways>("reading");
  const ways = state === "unlocked" ? read : "locked";
  const [change, setChange] = useState<Change | null>(null);
  const [addsWords, setAddsWords] = useState(false);
  const [version, setVersion] = useState(0);
  useEffect(() => {
    let current = true;
    if (state !== "unlocked") return undefined;
    call("vault.slots", {}).then(
      ({ slots }) => {
        if (current) setWays(slots);
      },
      () => {
        if (current) setWays("unreadable");
      },
    );
    return () => {
      current = false;
    };
  }, [state, version]);
  const close = (changed: boolean): void => {
    setChange(null);
    setAddsWords(false);
    if (changed) setVersion((before) => before + 1);
  };
  return (
    <Section title={t("vault.ways.title")} note={t("vault.ways.note")}>
      <Card flush>
        <List ways={ways} onChange={setChange} />
      </Card>
      {typeof ways !== "string" && (
        <div className={css.buttons}>
          {offered(ways).map((kind) => (
            <Button
              key={kind}
              onClick={() => {
                if (kind === "words") setAddsWords(true);
                else if (kind === "duress" || kind === "keyOn")
                  setChange({ kind, hasWords: has(ways, "recovery") });
                else setChange({ kind });
              }}
            >
              {t(kind === "duress" ? "vault.ways.addDuress" : `vault.ways.${kind}`)}
            </Button>
          ))}
        </div>
      )}
      {change && <VaultWaysDialog change={change} onClose={close} />}
      {addsWords && <VaultWordsDialog onClose={close} />}
    </Section>
  );
}

function isOnlyOne(ways: readonly VaultSlot[], way: VaultSlot): boolean {
  return way.kind !== "duress" && ways.filter(({ kind }) => kind !== "duress").length === 1;
}

type Offer = Exclude<Change["kind"], "remove"> | "words";

/** The changes that can be made to these ways in; what the console would refuse is not offered. */
function offered(ways: readonly VaultSlot[]): readonly Offer[] {
  const key = has(ways, "device");
  return [
    "change",
    "add",
    ...(has(ways, "recovery") ? [] : (["words"] as const)),
    key ? "keyOff" : "keyOn",
    ...(has(ways, "duress") ? [] : (["duress"] as const)),
    ...(key ? [] : (["rekey"] as const)),
  ];
}

function has(ways: readonly VaultSlot[], kind: VaultSlot["kind"]): boolean {
  return ways.some((way) => way.kind === kind);
}

function List({ ways, onChange }: { ways: Ways; onChange: (change: Change) => void }) {
  const { t } = useTranslation();
  if (typeof ways === "string") return <p className={css.empty}>{t(`vault.ways.${ways}`)}</p>;
  return (
    <ul className={css.list}>
      {ways.map((way) => (
        <li key={way.index} className={css.row}>
          <KeyRound aria-hidden className="icon" />
          <span className={css.words}>
            <span>{t(`vault.ways.${way.kind}`)}</span>
            {way.level !== null && (
              <span className={css.label}>{t(`vault.ways.levels.level${way.level}`)}</span>
            )}
            {!way.works && <strong>{t("vault.ways.gone")}</strong>}
            {way.label !== "" && <bdi className={css.label}>{visible(way.label)}</bdi>}
          </span>
          <span className="muted">
            {way.addedAt === null ? t("vault.ways.first") : <TimeAgo at={way.addedAt} />}
          </span>
          {isOnlyOne(ways, way) ? (
            <span className="muted">{t("vault.ways.onlyOne")}</span>
          ) : (
            <Button
              variant="subtle"
              onClick={() => {
                onChange({ kind: "remove", way });
              }}
            >
              {t("vault.ways.remove")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
