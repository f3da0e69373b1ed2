import { Button, Modal } from "@mantine/core";
import { Download } from "lucide-react";
import { Fragment, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { filesOfDrop } from "../actions/dropped-files.ts";
import { takeInFiles } from "../actions/intake.ts";
import { approvalAddress } from "../format/address.ts";
import { connectionStore } from "../state/connection-store.ts";
import { consoleStore } from "../state/console-store.ts";
import { navigate } from "../state/hash-location.ts";
import { setHelp, uiStore } from "../state/ui-store.ts";
import css from "./overlays.module.css";
import { PAGE_IDS, PAGES } from "./pages.ts";
import { MOD } from "./top-bar.tsx";

/** The whole window accepts drops. */
export function DropOverlay() {
  const { t } = useTranslation();
  const over = useFileDrop();
  const unlocked = consoleStore(({ state }) => state?.vault.state === "unlocked");
  if (!over) return null;
  return (
    <div className={css.drop}>
      <div className={css.dropBox}>
        <Download aria-hidden width={28} height={28} strokeWidth={1.5} />
        <p className={css.dropTitle}>{unlocked ? t("drop.title") : t("drop.locked")}</p>
        <p className="muted">{unlocked ? t("drop.text") : t("drop.lockedText")}</p>
      </div>
    </div>
  );
}

function useFileDrop(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hold = (event: DragEvent): void => {
      event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      const { dataTransfer } = event;
      if (!dataTransfer || !hasFiles(event) || consoleStore.getState().state?.vault.state !== "unlocked")
        return;
      uiStore.setState({ firstModel: false });
      navigate("/models");
      void takeInFiles(filesOfDrop(dataTransfer));
    };
    addEventListener("dragenter", enter);
    addEventListener("dragleave", leave);
    addEventListener("dragover", hold);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragenter", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("dragover", hold);
      removeEventListener("drop", drop);
    };
  }, []);
  return over;
}

export function HelpDialog() {
  const { t } = useTranslation();
  const open = uiStore((ui) => ui.help);
  const rows: readonly (readonly [keys: readonly string[], text: string])[] = [
    [[`${MOD} K`], t("help.palette")],
    [[`${MOD} L`], t("help.lock")],
    [[`${MOD} ⇧ ⌫`], t("help.panic")],
    [["/"], t("help.filter")],
    [["?"], t("help.help")],
    [["Esc"], t("help.escape")],
    [["↑", "↓"], t("help.arrows")],
    [["Enter"], t("help.send")],
  ];
  return (
    <Modal
      opened={open}
      onClose={() => {
        setHelp(false);
      }}
      title={t("help.title")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <dl className={css.keys}>
        {rows.map(([keys, text]) => (
          <Fragment key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </Fragment>
        ))}
        {PAGE_IDS.map((id) => (
          <Fragment key={id}>
            <dt>
              <kbd>g</kbd> <kbd>{PAGES[id].key}</kbd>
            </dt>
            <dd>{t(`nav.${id}`)}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}

/** A dangerous call waits: says where it is answered. This page cannot answer it. */
export function AskDialog() {
  const { t } = useTranslation();
  const id = uiStore((ui) => ui.approvalAsked);
  const kind = connectionStore((connection) => connection.kind);
  const approvals = consoleStore(({ state }) => state?.approvals);
  const answered =
    id !== null &&
    id !== "" &&
    approvals?.some((approval) => approval.id === id && approval.state !== "pending") === true;
  const close = (): void => {
    uiStore.setState({ approvalAsked: null });
  };
  useEffect(() => {
    if (answered) uiStore.setState({ approvalAsked: null });
  }, [answered]);
  return (
    <Modal
      opened={id !== null && !answered}
      onClose={close}
      title={t("ask.title")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <div className={css.ask}>
        <p lang="en">{approvals?.find((approval) => approval.id === id)?.sentence}</p>
        <p className="muted">{kind === "desktop" ? t("ask.desktop") : t("ask.browser")}</p>
        <p className="muted">{t("ask.kept")}</p>
        <div className={css.buttons}>
          <Button onClick={close}>{t("ask.later")}</Button>
          {kind === "browser" && id !== null && id !== "" && (
            <Button
              component="a"
              variant="filled"
              href={approvalAddress(id)}
              target="_blank"
              rel="noopener noreferrer"
            >
              {t("ask.open")}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
