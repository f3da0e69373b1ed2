import type { Approval, Incident } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act } from "../actions/actions.ts";
import { approvalAddress } from "../format/address.ts";
import { connectionStore } from "../state/connection-store.ts";
import { useSlice } from "../state/console-store.ts";
import type { Step } from "./incident-view.ts";
import css from "./incidents.module.css";

/** The last step: asks for the approval; what comes of it the state says. A request that waits already is not made twice. */
export function Resolving({ step, incident }: { step: Step; incident: Incident }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const pending = useSlice("approvals").find((approval) => asksFor(approval, incident.id));
  const run = async (): Promise<void> => {
    setBusy(true);
    await act("incident.resolve", { id: incident.id });
    setBusy(false);
  };
  if (step.state === "done") return null;
  return (
    <>
      <p>{t("incidents.step.resolveText")}</p>
      {pending !== undefined && step.state === "now" ? (
        <Pending id={pending.id} />
      ) : (
        <div className={css.buttons}>
          <Button
            variant={step.state === "now" ? "filled" : "default"}
            disabled={step.why !== null}
            loading={busy}
            aria-describedby={step.why === null ? undefined : "why-resolve"}
            onClick={() => void run()}
          >
            {t("incidents.step.resolveButton")}
          </Button>
          {step.why !== null && (
            <span id="why-resolve" className="muted">
              {t(`incidents.step.why.${step.why}`)}
            </span>
          )}
        </div>
      )}
    </>
  );
}

function Pending({ id }: { id: string }) {
  const { t } = useTranslation();
  const desktop = connectionStore(({ kind }) => kind === "desktop");
  return (
    <div className={css.buttons} role="status">
      <span>{t("incidents.step.pending")}</span>
      {desktop ? (
        <span className="muted">{t("incidents.step.pendingDesktop")}</span>
      ) : (
        <Button component="a" href={approvalAddress(id)} target="_blank" rel="noopener noreferrer">
          {t("incidents.step.openApproval")}
        </Button>
      )}
    </div>
  );
}

/** The request's arguments are canonical JSON: of one id there is one spelling. */
function asksFor({ call, state, input }: Approval, id: string): boolean {
  return call === "incident.resolve" && state === "pending" && input === JSON.stringify({ id });
}
