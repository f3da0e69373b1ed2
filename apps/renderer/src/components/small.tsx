import { Button, Tooltip, VisuallyHidden } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { shortDigest, visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { copyPlain } from "../state/secret-clipboard.ts";
import { useNow } from "../state/now.ts";
import css from "./small.module.css";

/** A relative time; the exact one on hover and for machines. */
export function TimeAgo({ at }: { at: string | number }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format.relative(at, now)}
    </time>
  );
}

/** A name out of a file or from a person: isolated from the text around it, left to right so that its ending stays last, hidden characters written out. */
export function FileName({ name, strong = false }: { name: string; strong?: boolean }) {
  const shown = visible(name);
  return (
    <bdi dir="ltr" className={strong ? css.nameStrong : css.name} title={shown}>
      {shown}
    </bdi>
  );
}

/** How long "copied" is shown, in ms. */
const COPIED_MS = 1_500;

/** `shown`: with its name beside the mark, where nothing else says what is copied. */
export function CopyButton({ text, name, shown = false }: { text: string; name: string; shown?: boolean }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, COPIED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  const copy = (): void => {
    copyPlain(text).then(
      () => {
        setCopied(true);
      },
      () => {
        setCopied(false);
      },
    );
  };
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      className={shown ? css.copyNamed : css.copy}
      onClick={copy}
      aria-label={t("action.copyNamed", { name })}
      title={copied ? t("action.copied") : t("action.copy")}
    >
      <Icon aria-hidden className="icon" style={{ width: 14, height: 14 }} />
      {shown && <span>{t("action.copyNamed", { name })}</span>}
      <VisuallyHidden role="status">{copied ? t("action.copied") : ""}</VisuallyHidden>
    </button>
  );
}

/** First 12 digits of a digest; the whole of it on hover and focus; a copy button. */
export function Digest({ value, name }: { value: string; name: string }) {
  return (
    <span className={css.digest}>
      <Tooltip label={<span className="mono">{value}</span>} maw={560}>
        <code tabIndex={0}>{shortDigest(value)}</code>
      </Tooltip>
      <CopyButton text={value} name={name} />
    </span>
  );
}

/** A command that a person can run, with a copy button. */
export function Command({ text }: { text: string }) {
  return (
    <span className={css.command}>
      <code>{text}</code>
      <CopyButton text={text} name={text} />
    </span>
  );
}

/** What went wrong, why, what to do; with a way to try again where there is one. */
export function ErrorNote({ text, onRetry }: { text: ReactNode; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.error} role="alert">
      <p>{text}</p>
      {onRetry && (
        <Button size="xs" onClick={onRetry}>
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}

/** Reserved space in the final shape while something is read. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div className={css.skeleton} aria-hidden>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} style={{ width: `${String(92 - ((index * 23) % 40))}%` }} />
      ))}
    </div>
  );
}
