import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { Command } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useSlice } from "../state/console-store.ts";
import css from "./log.module.css";

/** Longest reason that the log takes. */
const MAX_REASON = 300;

/** What to do about a log that is damaged, or was. Nothing while all is well. */
export function LogTrouble() {
  const { state, recovered } = useSlice("ledger");
  if (state === "damaged") return <Damaged />;
  return recovered === null ? null : <Recovered reason={recovered} />;
}

function Damaged() {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const recover = async (): Promise<void> => {
    setBusy(true);
    await act("audit.recover", { reason: reason.trim() });
    setBusy(false);
  };
  return (
    <section className={css.trouble} aria-label={t("log.trouble.damagedTitle")}>
      <StateMark tone="danger" />
      <div>
        <h2>{t("log.trouble.damagedTitle")}</h2>
        <p>{t("log.trouble.damagedText")}</p>
        <form
          className={css.reason}
          onSubmit={(event) => {
            event.preventDefault();
            void recover();
          }}
        >
          <TextInput
            label={t("log.trouble.reason")}
            description={t("log.trouble.reasonHint")}
            value={reason}
            maxLength={MAX_REASON}
            onChange={(event) => {
              setReason(event.currentTarget.value);
            }}
          />
          <Button type="submit" loading={busy} disabled={reason.trim() === ""}>
            {t("log.trouble.recover")}
          </Button>
        </form>
      </div>
    </section>
  );
}

function Recovered({ reason }: { reason: string }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const { state: vault } = useSlice("vault");
  const open = vault === "unlocked" || vault === "absent";
  const acknowledge = async (): Promise<void> => {
    setBusy(true);
    if ((await act("audit.acknowledge", {})) !== null) say(t("log.trouble.noted"));
    setBusy(false);
  };
  return (
    <section className={css.trouble} aria-label={t("log.trouble.recoveredTitle")}>
      <StateMark tone="danger" />
      <div>
        <h2>{t("log.trouble.recoveredTitle")}</h2>
        <p>{t("log.trouble.recoveredText", { reason: visible(reason).replace(/\.$/, "") })}</p>
        {!open && <p className="muted">{t("log.trouble.locked")}</p>}
        <p className={css.buttons}>
          <Button onClick={() => void acknowledge()} loading={busy} disabled={!open}>
            {t("log.trouble.acknowledge")}
          </Button>
          <Command text="casemate audit acknowledge" />
        </p>
      </div>
    </section>
  );
}
