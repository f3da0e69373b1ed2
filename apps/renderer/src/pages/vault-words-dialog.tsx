import { generateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { Button, Modal, Textarea } from "@mantine/core";
import { useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { say, sayError } from "../actions/actions.ts";
import { consoleChannel, sendPassphrase, sendSecretText } from "../actions/secret.ts";
import { CopySecret } from "../components/copy-secret.tsx";
import { SecretField } from "../components/secret-field.tsx";
import { ErrorNote } from "../components/small.tsx";
import { oneSpelling } from "../format/text.ts";
import { call } from "../state/connection.ts";
import { copySecret } from "../state/secret-clipboard.ts";
import { errorText } from "../state/error-text.ts";
import css from "./vault-ways.module.css";

/** 24 words: as hard to guess as the master key itself. */
const ENTROPY_BITS = 256;

interface DialogProps {
  readonly onClose: (changed: boolean) => void;
}

/** Recovery words: shown once, typed again, then added. The page forgets them when the dialog closes; a lock reloads the page. */
export function VaultWordsDialog({ onClose }: DialogProps) {
  const { t } = useTranslation();
  const [words] = useState(() => generateMnemonic(wordlist, ENTROPY_BITS));
  const [written, setWritten] = useState(false);
  return (
    <Modal
      opened
      size="lg"
      onClose={() => {
        onClose(false);
      }}
      title={t("vault.ways.dialog.words.title")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      {written ? (
        <TypeAgain
          words={words}
          onClose={onClose}
          onBack={() => {
            setWritten(false);
          }}
        />
      ) : (
        <Show
          words={words}
          onClose={onClose}
          onNext={() => {
            setWritten(true);
          }}
        />
      )}
    </Modal>
  );
}

function Show({ words, onNext, onClose }: DialogProps & { words: string; onNext: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.form}>
      <p>
        <strong>{t("vault.ways.dialog.words.text")}</strong>
      </p>
      <p>{t("vault.ways.dialog.words.write")}</p>
      <ol
        className={css.grid}
        aria-label={t("vault.ways.dialog.words.list")}
        // Also when they are selected by hand.
        onCopy={(event) => {
          event.preventDefault();
          copySecret(words).catch(sayError);
        }}
      >
        {words.split(" ").map((word, index) => (
          <li key={index}>
            <span className="muted num">{index + 1}</span> <span className="mono">{word}</span>
          </li>
        ))}
      </ol>
      <CopySecret text={words} />
      <div className={css.dialogButtons}>
        <Button onClick={onNext}>{t("vault.ways.dialog.words.next")}</Button>
        <Button
          data-autofocus
          onClick={() => {
            onClose(false);
          }}
        >
          {t("action.cancel")}
        </Button>
      </div>
    </div>
  );
}

function TypeAgain({ words, onBack, onClose }: DialogProps & { words: string; onBack: () => void }) {
  const { t } = useTranslation();
  const typed = useRef<HTMLTextAreaElement>(null);
  const present = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    if (!present.current) return;
    if (oneSpelling(typed.current?.value ?? "") !== words) {
      setError(t("vault.ways.dialog.words.differ"));
      typed.current?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const newSecretId = await sendSecretText(words, "new", consoleChannel);
      const secretId = await sendPassphrase(present.current, "approve", consoleChannel);
      await call("vault.addSlot", { secretId, newSecretId, kind: "recovery", level: null, label: "" });
      say(t("vault.ways.dialog.words.done"));
      onClose(true);
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  return (
    <form
      className={css.form}
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      {error !== null && <ErrorNote text={error} />}
      <Textarea
        ref={typed}
        label={t("vault.ways.dialog.words.again")}
        rows={4}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        disabled={busy}
        data-autofocus
      />
      <SecretField
        short
        label={t("vault.ways.present")}
        field={present}
        autoComplete="current-password"
        disabled={busy}
      />
      <p className={css.status} role="status">
        {busy && t("vault.ways.working")}
      </p>
      <div className={css.dialogButtons}>
        <Button type="submit" color="danger" variant="outline" disabled={busy}>
          {t("vault.ways.dialog.words.verb")}
        </Button>
        <Button disabled={busy} onClick={onBack}>
          {t("vault.ways.dialog.words.back")}
        </Button>
      </div>
    </form>
  );
}
