import type { Finding } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { fieldAt } from "../format/hex.ts";
import { hexOffset, visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import css from "./finding-row.module.css";
import { FromServer } from "./from-server.tsx";
import { HexView } from "./hex-view.tsx";
import { References } from "./references.tsx";
import { RuleLink } from "./rule-link.tsx";
import { CopyButton } from "./small.tsx";

/** What an opened point says: why it matters, what to do, where, its rule, and the bytes. */
export function FindingPanel({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const field = fieldAt(finding.excerpt?.fields ?? [], finding.offset);
  return (
    <>
      <dl className={css.facts}>
        {finding.why !== "" && (
          <>
            <dt>{t("model.why")}</dt>
            <dd>
              <FromServer>{visible(finding.why)}</FromServer>
            </dd>
          </>
        )}
        <dt>{t("model.todo")}</dt>
        <dd>{finding.remedy === "" ? "–" : <FromServer>{visible(finding.remedy)}</FromServer>}</dd>
        {finding.file !== null && (
          <>
            <dt>{t("model.fact.file")}</dt>
            <dd>
              <bdi className="mono">{visible(finding.file)}</bdi>
            </dd>
          </>
        )}
        {finding.where !== null && (
          <>
            <dt>{t("model.where")}</dt>
            <dd>
              <bdi className="mono">{visible(finding.where)}</bdi>
            </dd>
          </>
        )}
        {finding.offset !== null && (
          <>
            <dt>{t("model.bytes")}</dt>
            <dd>
              <Place finding={finding} field={field?.name ?? null} />
            </dd>
          </>
        )}
        <dt>{t("model.rule")}</dt>
        <dd className={css.ruleLine}>
          <RuleLink rule={finding.rule} />
          <span className="muted">· {t(`stage.${finding.stage}`)}</span>
        </dd>
        {finding.refs.length > 0 && (
          <>
            <dt>{t("model.refs")}</dt>
            <dd>
              <References refs={finding.refs} />
            </dd>
          </>
        )}
        <dt>{t("model.copyPoint")}</dt>
        <dd>
          <CopyButton text={asText(finding, field?.name ?? null)} name={t("model.copyPointName")} shown />
        </dd>
      </dl>
      {finding.excerpt !== null && finding.offset !== null && (
        <HexView
          excerpt={finding.excerpt}
          offset={finding.offset}
          length={finding.length}
          file={finding.file}
        />
      )}
    </>
  );
}

function Place({ finding, field }: { finding: Finding; field: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { offset, length } = finding;
  if (offset === null) return null;
  return (
    <span className={css.ruleLine}>
      <span className="mono">
        {length === null
          ? hexOffset(offset)
          : t("model.byteRange", { offset: hexOffset(offset), length: format.bytes(length) })}
      </span>
      <CopyButton text={hexOffset(offset)} name={t("model.offset")} />
      {field !== null && (
        <span className="muted">
          · <FromServer>{visible(field)}</FromServer>
        </span>
      )}
    </span>
  );
}

/** A point as lines of text, for a report to somebody else. English, like what the supervisor says. */
function asText(finding: Finding, field: string | null): string {
  const { severity, rule, message, where, offset, length, why, remedy, refs } = finding;
  const bytes =
    offset === null ? null : `${hexOffset(offset)}${length === null ? "" : `, ${String(length)} bytes`}`;
  const lines: readonly (readonly [string, string | null])[] = [
    ["Severity", severity],
    ["Rule", rule],
    ["Where", where],
    ["At", bytes],
    ["Field", field],
    ["Why", why === "" ? null : why],
    ["What to do", remedy === "" ? null : remedy],
    ["References", refs.length === 0 ? null : refs.join(", ")],
  ];
  return [message, ...lines.flatMap(([name, text]) => (text === null ? [] : [`${name}: ${text}`]))]
    .map(visible)
    .join("\n");
}
