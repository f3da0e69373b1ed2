import { EXPORT_PHRASE, RpcError } from "@casemate/contract";
import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { sendPassphrase } from "../actions/secret.ts";
import { SecretField } from "../components/secret-field.tsx";
import { errorText } from "../state/error-text.ts";
import type { ApprovalChannel } from "./channel.ts";
import css from "./document.module.css";
import type { Ended } from "./ended.ts";
import { useCoolOff } from "./until.tsx";
import { useMoreAbove } from "./more-above.ts";

/** Deny has the focus. Allow needs the passphrase, or a phrase where none can be asked for, unless the window itself is the proof of presence. */
export function Decision({ channel, onEnd }: { channel: ApprovalChannel; onEnd: (ended: Ended) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const deny = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { client, approval } = channel;
  const [proof, setProof] = useState(approval.proof);
  const [typed, setTyped] = useState("");
  const wait = useCoolOff(approval);
  useEffect(() => {
    // Where it is out of sight, the question is read first: the page must not jump to its end.
    deny.current?.focus({ preventScroll: true });
  }, []);
  const refuse = async (): Promise<void> => {
    setBusy(true);
    try {
      await client.call("approvals.deny", { id: approval.id });
      onEnd({ tone: "ok", text: t("approve.denied"), detail: null });
    } catch (error) {
      onEnd({ tone: "unknown", text: t("approve.ended"), detail: errorText(error) });
    }
  };
  const allow = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (wait > 0) return;
    if (proof !== "none" && (!field.current || field.current.value === "")) {
      field.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const secretId =
        proof === "passphrase" && field.current
          ? await sendPassphrase(field.current, "approve", channel.secrets)
          : null;
      const phrase = proof === "typed" ? typed : null;
      const { outcome } = await client.call("approvals.grant", { id: approval.id, secretId, typed: phrase });
      onEnd({ tone: "ok", text: t("approve.granted"), detail: outcome });
    } catch (error) {
      await settle(error);
    }
  };
  // A wrong passphrase or phrase leaves the request waiting; anything else has ended it.
  const settle = async (error: unknown): Promise<void> => {
    const now = await client.call("approvals.show", { id: approval.id }).catch(() => null);
    if (now?.state === "pending") {
      setProblem(errorText(error));
      setProof(now.proof); // another one, where the vault was opened or locked meanwhile
    } else
      onEnd({
        tone: "danger",
        text: t(error instanceof RpcError && error.code === "changed" ? "approve.void" : "approve.failed"),
        detail: errorText(error),
      });
    setBusy(false);
  };
  const [end, more] = useMoreAbove();
  return (
    <>
      <span ref={end} />
      <form className={css.decision} onSubmit={(event) => void allow(event)}>
        {more && (
          <p className={css.more} aria-hidden>
            {t("approve.more")}
          </p>
        )}
        {approval.grantableFrom !== null && (
          <p id="cool-off" role="status">
            {wait > 0 ? t("approve.coolOff") : t("approve.coolOffOver")}
          </p>
        )}
        {proof === "typed" && (
          <TextInput
            ref={field}
            label={t("approve.typed", { phrase: EXPORT_PHRASE })}
            description={t("approve.typedWhy")}
            value={typed}
            disabled={busy}
            error={problem}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
            }}
          />
        )}
        {proof === "passphrase" && (
          <SecretField
            label={t("approve.passphrase")}
            field={field}
            autoComplete="current-password"
            disabled={busy}
            invalid={problem !== null}
            note={
              problem === null ? (
                <p>{busy ? t("approve.allowing") : t("approve.needPassphrase")}</p>
              ) : (
                <p className="tone-danger" role="alert">
                  {problem}
                </p>
              )
            }
          />
        )}
        <div className={css.buttons}>
          <Button ref={deny} variant="filled" disabled={busy} onClick={() => void refuse()}>
            {t("approve.deny")}
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={proof === "typed" && typed.trim() !== EXPORT_PHRASE}
            aria-disabled={wait > 0}
            aria-describedby={approval.grantableFrom === null ? undefined : "cool-off"}
            data-waits={wait > 0 || undefined}
          >
            {wait > 0 ? t("approve.allowIn", { seconds: wait }) : t("approve.allow")}
          </Button>
        </div>
      </form>
    </>
  );
}
