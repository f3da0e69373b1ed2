import type { Incident } from "@casemate/contract";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { dismissalOf } from "./incident-view.ts";
import css from "./incidents.module.css";

/** Longest reason that is kept (the contract's limit). */
const MAX_REASON = 300;

/** The short way out, for what was none. Where there is none, why. */
export function Dismissal({ incident, put }: { incident: Incident; put: (incident: Incident) => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const may = dismissalOf(incident);
  if (may !== "yes")
    return (
      <p className="muted">{t(may === "latched" ? "incidents.dismissLatched" : "incidents.dismissActed")}</p>
    );
  const run = async (): Promise<void> => {
    setBusy(true);
    const after = await act("incident.dismiss", { id: incident.id, reason: reason.trim() });
    setBusy(false);
    if (!after) return;
    put(after);
    say(t("incidents.said.dismissed"));
  };
  return (
    <form
      className={css.dismiss}
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <h3>{t("incidents.dismissTitle")}</h3>
      <TextInput
        label={t("incidents.dismissReason")}
        description={t("incidents.dismissText")}
        value={reason}
        maxLength={MAX_REASON}
        dir="auto"
        onChange={(event) => {
          setReason(event.currentTarget.value);
        }}
      />
      <Button type="submit" loading={busy} disabled={reason.trim() === ""}>
        {t("incidents.dismissButton")}
      </Button>
    </form>
  );
}
