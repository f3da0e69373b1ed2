import type { State } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { Card, Facts, Section } from "../components/page.tsx";
import { Command, Digest } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";

/** The policy file and the two lists of digests. Lists are changed on the command line: a page never names files. */
export function AdmissionSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const admission = useSlice("admission");
  return (
    <Section title={t("admission.title")} note={t("admission.note")}>
      <Card>
        <Facts
          items={[
            [t("admission.policy"), <PolicyState key="policy" admission={admission} />],
            [t("admission.pins"), format.count(admission.pins)],
            [t("admission.blocks"), format.count(admission.blocks)],
            [t("admission.import"), <Command key="import" text="casemate policy blocks import FILE" />],
            [t("admission.check"), <Command key="check" text="casemate policy check FILE" />],
          ]}
        />
      </Card>
    </Section>
  );
}

function PolicyState({ admission: { state, policy, error } }: { admission: State["admission"] }) {
  const { t } = useTranslation();
  if (state === "default") return t("admission.default");
  if (state === "broken")
    return (
      <>
        <span className="tone-danger">{t("admission.broken")}</span>{" "}
        {error !== null && <FromServer>{visible(error)}</FromServer>}
      </>
    );
  return <Digest value={policy} name={t("admission.policy")} />;
}
