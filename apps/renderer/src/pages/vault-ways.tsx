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

/** Who can open the vault, and the four changes to that. */
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
          {(["change", "add", "words", "rekey"] as const).map((kind) => (
            <Button
              key={kind}
              onClick={() => {
                if (kind === "words") setAddsWords(true);
                else setChange({ kind });
              }}
            >
              {t(`vault.ways.${kind}`)}
            </Button>
          ))}
        </div>
      )}
      {change && <VaultWaysDialog change={change} onClose={close} />}
      {addsWords && <VaultWordsDialog onClose={close} />}
    </Section>
  );
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
            {way.label !== "" && <bdi className={css.label}>{visible(way.label)}</bdi>}
          </span>
          <span className="muted">
            {way.addedAt === null ? t("vault.ways.first") : <TimeAgo at={way.addedAt} />}
          </span>
          {ways.length === 1 ? (
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
