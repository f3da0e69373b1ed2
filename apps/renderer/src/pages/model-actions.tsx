import type { ModelReport, ModelSummary } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { act, say } from "../actions/actions.ts";
import { ConfirmDialog } from "../components/confirm.tsx";
import { saveFile } from "../format/save-file.ts";
import { visible } from "../format/text.ts";
import { useNow } from "../state/now.ts";
import css from "./model.module.css";

/** What can be done with a model in its state. Dangerous ones ask for an approval that this page cannot give. */
export function ModelActions({ model, report }: { model: ModelSummary; report: ModelReport | null }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<"reject" | "discard" | null>(null);
  const now = useNow();
  const id = { modelId: model.id };
  const bound = { ...id, sha256: model.sha256 };
  const readable =
    model.state !== "refused" || (model.discardAt !== null && Date.parse(model.discardAt) > now);
  const settled = model.state !== "inspecting" && model.state !== "received";
  const done = async (name: "model.reject" | "model.discard", text: string): Promise<void> => {
    setAsking(null);
    if ((await act(name, id)) !== null) say(text);
  };
  return (
    <div className={css.actions}>
      {model.state === "admitted" && model.admittedAs === "model" && (
        <Button component={Link} href={`/chat?model=${model.id}`} variant="filled">
          {t("model.chat")}
        </Button>
      )}
      {model.state === "held" && (
        <Button
          onClick={() => {
            setAsking("reject");
          }}
        >
          {t("model.reject")}
        </Button>
      )}
      {model.state === "held" && (
        <Button onClick={() => void act("model.release", bound)}>{t("model.release")}</Button>
      )}
      {readable && model.state !== "inspecting" && (
        <Button
          onClick={() =>
            void act("model.reinspect", id).then((answer) => {
              if (answer) say(t("model.reinspecting"));
            })
          }
        >
          {t("model.reinspect")}
        </Button>
      )}
      {model.state === "refused" && readable && (
        <Button
          onClick={() => {
            setAsking("discard");
          }}
        >
          {t("model.discard")}
        </Button>
      )}
      {model.state === "refused" && (
        <Button
          onClick={() =>
            // Without its name: the lists are readable without the vault.
            void act("policy.block", { sha256: model.sha256 }).then((answer) => {
              if (answer) say(t("model.blocked"));
            })
          }
        >
          {t("model.block")}
        </Button>
      )}
      {settled && report !== null && (
        <Button
          onClick={() => {
            exportReport(report, (name) => {
              say(t("model.exportDone", { name }));
            });
          }}
        >
          {t("model.export")}
        </Button>
      )}
      {(model.state === "admitted" || model.state === "held" || model.state === "contained") && (
        <Button color="danger" variant="subtle" onClick={() => void act("model.remove", bound)}>
          {t("model.remove")}
        </Button>
      )}
      <ConfirmDialog
        open={asking === "reject"}
        title={t("model.rejectTitle")}
        text={t("model.rejectText")}
        confirm={t("model.rejectConfirm")}
        onCancel={() => {
          setAsking(null);
        }}
        onConfirm={() => void done("model.reject", t("model.rejected"))}
      />
      <ConfirmDialog
        open={asking === "discard"}
        title={t("model.discardTitle")}
        text={t("model.discardText")}
        confirm={t("model.discardConfirm")}
        onCancel={() => {
          setAsking(null);
        }}
        onConfirm={() => void done("model.discard", t("model.discarded"))}
      />
    </div>
  );
}

/** Hands the report to the browser as a JSON file. It is unsigned: the page has no key. */
function exportReport(report: ModelReport, done: (name: string) => void): void {
  const name = `${visible(report.summary.name)
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .slice(0, 80)}.casemate-report.json`;
  saveFile(name, `${JSON.stringify(report, null, 2)}\n`, "application/json");
  done(name);
}
