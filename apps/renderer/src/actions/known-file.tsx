import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { visible } from "../format/text.ts";
import { consoleStore } from "../state/console-store.ts";
import { isKnown } from "../transport/transport.ts";
import { act, closeButtonProps } from "./actions.ts";

/** Longer than other results, in ms: it holds a link. */
const SHOWN_MS = 15_000;

/** Says that a file was here already, under which name, and leads there. */
export function sayKnown(modelId: string, fileName: string): void {
  const model = consoleStore.getState().state?.models.items.find(({ id }) => id === modelId);
  const name = visible(model?.name ?? fileName);
  const text = i18next.t(model?.state === "refused" ? "models.knownRefused" : "models.known", { name });
  const id = `known-${modelId}`;
  notifications.show({
    id,
    message: (
      <>
        {text}{" "}
        <a
          href={`#/models/${modelId}`}
          onClick={() => {
            notifications.hide(id);
          }}
        >
          {i18next.t("models.knownShow")}
        </a>
      </>
    ),
    color: "interactive",
    withBorder: true,
    autoClose: SHOWN_MS,
    closeButtonProps,
  });
}

/** Makes Casemate's own small model; says so when it is here already. */
export async function installStarter(): Promise<void> {
  const answer = await act("model.installStarter", {});
  if (answer !== null && isKnown(answer)) sayKnown(answer.modelId, "Casemate");
}
