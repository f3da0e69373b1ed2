import type { AuditRecord } from "@casemate/contract";
import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Facts } from "../components/page.tsx";
import { Digest } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useLast } from "../state/use-last.ts";
import { RawRecord } from "./log-raw.tsx";

/** One record whole. ↑ ↓ move to its neighbours, Esc closes. */
export function RecordDrawer({
  record: open,
  onClose,
  onMove,
}: {
  record: AuditRecord | null;
  onClose: () => void;
  onMove: (step: 1 | -1) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const record = useLast(open);
  return (
    <Drawer
      opened={open !== null}
      onClose={onClose}
      size={520}
      title={record === null ? "" : t("log.record", { seq: record.seq })}
      closeButtonProps={{ "aria-label": t("drawer.close") }}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        onMove(event.key === "ArrowDown" ? 1 : -1);
      }}
    >
      {record && (
        <>
          <Facts
            items={[
              [t("log.columns.at"), format.exact(record.at)],
              [t("log.columns.actor"), visible(record.actor)],
              [t("log.columns.action"), <code key="action">{visible(record.action)}</code>],
              [
                t("log.columns.subject"),
                record.subject === null ? (
                  "–"
                ) : (
                  <bdi key="subject" className="mono">
                    {visible(record.subject)}
                  </bdi>
                ),
              ],
              [
                t("log.columns.result"),
                record.result === null ? t(`log.kind.${record.kind}`) : t(`log.result.${record.result}`),
              ],
              ...(record.intent === null
                ? []
                : [[t("log.kind.intent"), t("log.record", { seq: record.intent })] as const]),
              ...Object.entries(record.detail).map(
                ([name, value]) => [visible(name), <Fact key={name} name={name} value={value} />] as const,
              ),
              [t("log.hash"), <Digest key="hash" value={record.hash} name={t("log.hash")} />],
            ]}
          />
          <RawRecord key={record.seq} seq={record.seq} />
        </>
      )}
    </Drawer>
  );
}

function Fact({ name, value }: { name: string; value: AuditRecord["detail"][string] }) {
  if (typeof value === "string" && SHA256.test(value)) return <Digest value={value} name={visible(name)} />;
  return <bdi>{visible(String(value ?? "–"))}</bdi>;
}

const SHA256 = /^[0-9a-f]{64}$/;
