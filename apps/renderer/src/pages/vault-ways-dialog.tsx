import type { VaultSlot } from "@casemate/contract";
import { Button, Modal, TextInput } from "@mantine/core";
import i18next from "i18next";
import { useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../actions/actions.ts";
import { consoleChannel, sendPassphrase } from "../actions/secret.ts";
import { NewPassphraseFields, useNewPassphrase } from "../components/new-passphrase.tsx";
import { SecretField } from "../components/secret-field.tsx";
import { ErrorNote } from "../components/small.tsx";
import { call } from "../state/connection.ts";
import { errorText } from "../state/error-text.ts";
import css from "./vault-ways.module.css";

/** Longest label that the vault keeps, in characters. */
const MAX_LABEL = 100;

export type Change =
  { readonly kind: "change" | "add" | "rekey" } | { readonly kind: "remove"; readonly way: VaultSlot };

/** What the fields hold when a change is sent. */
interface Typed {
  readonly present: HTMLInputElement;
  readonly added: HTMLInputElement | null;
  readonly label: string;
}

/** Makes the change and answers the sentence that says so. Throws what the console refuses. */
async function make(change: Change, { present, added, label }: Typed): Promise<string> {
  const newSecretId = added ? await sendPassphrase(added, "new", consoleChannel) : "";
  const secretId = await sendPassphrase(present, "approve", consoleChannel);
  switch (change.kind) {
    case "change":
      await call("vault.passwd", { secretId, newSecretId });
      return i18next.t("vault.ways.dialog.change.done");
    case "add":
      await call("vault.addSlot", { secretId, newSecretId, kind: "passphrase", label });
      return i18next.t("vault.ways.dialog.add.done");
    case "remove":
      await call("vault.removeSlot", { secretId, index: change.way.index });
      return i18next.t("vault.ways.dialog.remove.done");
    case "rekey": {
      const { removed } = await call("vault.rekey", { secretId });
      return i18next.t("vault.ways.dialog.rekey.done", { count: removed });
    }
  }
}

/** One change to who can open the vault: the consequence first, the present passphrase always. */
export function VaultWaysDialog({
  change,
  onClose,
}: {
  readonly change: Change;
  readonly onClose: (changed: boolean) => void;
}) {
  const { t } = useTranslation();
  const { kind } = change;
  const present = useRef<HTMLInputElement>(null);
  const label = useRef<HTMLInputElement>(null);
  const passphrase = useNewPassphrase();
  const needsNew = kind === "change" || kind === "add";
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    const added = needsNew ? passphrase.take() : null;
    if (!present.current || (needsNew && !added)) return;
    setBusy(true);
    setError(null);
    try {
      say(await make(change, { present: present.current, added, label: label.current?.value ?? "" }));
      onClose(true);
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={() => {
        if (!busy) onClose(false);
      }}
      title={t(`vault.ways.dialog.${kind}.title`)}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <form
        className={css.form}
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>
          <strong>{t(`vault.ways.dialog.${kind}.text`)}</strong>
        </p>
        {error !== null && <ErrorNote text={error} />}
        <SecretField
          short
          label={t("vault.ways.present")}
          field={present}
          autoComplete="current-password"
          autoFocus
          disabled={busy}
        />
        {needsNew && (
          <NewPassphraseFields
            passphrase={passphrase}
            disabled={busy}
            label={t(kind === "change" ? "vault.ways.next" : "vault.ways.added")}
          />
        )}
        {kind === "add" && (
          <TextInput ref={label} label={t("vault.ways.label")} maxLength={MAX_LABEL} disabled={busy} />
        )}
        <p className={css.status} role="status">
          {busy && t("vault.ways.working")}
        </p>
        <div className={css.dialogButtons}>
          <Button type="submit" color="danger" variant="outline" disabled={busy}>
            {t(`vault.ways.dialog.${kind}.verb`)}
          </Button>
          <Button
            disabled={busy}
            onClick={() => {
              onClose(false);
            }}
          >
            {t("action.cancel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
