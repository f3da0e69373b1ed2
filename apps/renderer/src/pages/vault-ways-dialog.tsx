import { ACCEPT_LOSS, RpcError, type VaultSlot } from "@casemate/contract";
import { Button, Modal, TextInput } from "@mantine/core";
import i18next from "i18next";
import { useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../actions/actions.ts";
import { consoleChannel, sendPassphrase, sendSecretText } from "../actions/secret.ts";
import { NewPassphraseFields, useNewPassphrase } from "../components/new-passphrase.tsx";
import { SecretField } from "../components/secret-field.tsx";
import { ErrorNote } from "../components/small.tsx";
import { call } from "../state/connection.ts";
import { errorText } from "../state/error-text.ts";
import { oneSpelling } from "../format/text.ts";
import { DeviceKeyProof } from "./vault-device-key.tsx";
import { DuressLevels, type DuressLevel } from "./vault-duress.tsx";
import css from "./vault-ways.module.css";

/** Longest label that the vault keeps, in characters. */
const MAX_LABEL = 100;

export type Change =
  | { readonly kind: "change" | "add" | "rekey" | "keyOff" }
  /** `hasWords`: recovery words are there. */
  | { readonly kind: "duress" | "keyOn"; readonly hasWords: boolean }
  | { readonly kind: "remove"; readonly way: VaultSlot };

/** What the fields hold when a change is sent. */
interface Typed {
  readonly present: HTMLInputElement;
  readonly added: HTMLInputElement | null;
  readonly label: string;
  readonly level: DuressLevel;
  /** Recovery words, or the sentence that takes the loss on. */
  readonly proof: string;
}

/** What the field for the new passphrase is called. */
const FIELD_LABELS = {
  change: "vault.ways.next",
  add: "vault.ways.added",
  duress: "vault.ways.duressField",
} as const;

/** Makes the change and answers the sentence that says so. Throws what the console refuses. */
async function make(change: Change, { present, added, label, level, proof }: Typed): Promise<string> {
  if (change.kind === "keyOn") return enableDeviceKey(change.hasWords, present, proof);
  const newSecretId = added ? await sendPassphrase(added, "new", consoleChannel) : "";
  const secretId = await sendPassphrase(present, "approve", consoleChannel);
  switch (change.kind) {
    case "change":
      await call("vault.passwd", { secretId, newSecretId });
      return i18next.t("vault.ways.dialog.change.done");
    case "add":
      await call("vault.addSlot", { secretId, newSecretId, kind: "passphrase", level: null, label });
      return i18next.t("vault.ways.dialog.add.done");
    case "duress":
      await call("vault.addSlot", { secretId, newSecretId, kind: "duress", level, label: "" });
      return i18next.t("vault.ways.dialog.duress.done");
    case "keyOff":
      await call("vault.disableDeviceKey", { secretId });
      return i18next.t("vault.ways.dialog.keyOff.done");
    case "remove":
      await call("vault.removeSlot", { secretId, index: change.way.index });
      return i18next.t("vault.ways.dialog.remove.done");
    case "rekey": {
      const { removed } = await call("vault.rekey", { secretId });
      return i18next.t("vault.ways.dialog.rekey.done", { count: removed });
    }
  }
}

async function enableDeviceKey(hasWords: boolean, present: HTMLInputElement, proof: string): Promise<string> {
  // The sentence is compared here, in the language that the person reads; what is sent is always the same.
  if (!hasWords && oneSpelling(proof) !== oneSpelling(i18next.t("vault.ways.dialog.keyOn.sentence")))
    throw new RpcError("other_sentence", i18next.t("vault.ways.dialog.keyOn.differ"));
  const wordsSecretId = hasWords ? await sendSecretText(oneSpelling(proof), "new", consoleChannel) : null;
  const secretId = await sendPassphrase(present, "approve", consoleChannel);
  const acceptLoss = hasWords ? null : ACCEPT_LOSS;
  const { store } = await call("vault.enableDeviceKey", { secretId, wordsSecretId, acceptLoss });
  return i18next.t("vault.ways.dialog.keyOn.done", { store: i18next.t(`vault.ways.stores.${store}`) });
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
  const proof = useRef<HTMLTextAreaElement>(null);
  const [level, setLevel] = useState<DuressLevel>(1);
  const passphrase = useNewPassphrase();
  const needsNew = kind === "change" || kind === "add" || kind === "duress";
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    const added = needsNew ? passphrase.take() : null;
    if (!present.current || (needsNew && !added)) return;
    setBusy(true);
    setError(null);
    try {
      const texts = { label: label.current?.value ?? "", proof: proof.current?.value ?? "" };
      say(await make(change, { present: present.current, added, level, ...texts }));
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
        {kind === "duress" && (
          <DuressLevels hasWords={change.hasWords} level={level} onChange={setLevel} disabled={busy} />
        )}
        {needsNew && (
          <NewPassphraseFields passphrase={passphrase} disabled={busy} label={t(FIELD_LABELS[kind])} />
        )}
        {kind === "keyOn" && <DeviceKeyProof field={proof} hasWords={change.hasWords} disabled={busy} />}
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
