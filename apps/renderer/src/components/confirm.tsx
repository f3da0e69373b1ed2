import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./confirm.module.css";

interface ConfirmProps {
  readonly open: boolean;
  readonly title: string;
  /** The consequence. */
  readonly text: string;
  /** The verb: what will be done. */
  readonly confirm: string;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}

/** For what cannot be taken back. Cancel has the focus; the other button says the verb. */
export function ConfirmDialog({ open, title, text, confirm, onCancel, onConfirm }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={open}
      onClose={onCancel}
      title={title}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <p>{text}</p>
      <div className={css.buttons}>
        <Button onClick={onConfirm} color="danger" variant="outline">
          {confirm}
        </Button>
        <Button onClick={onCancel} data-autofocus>
          {t("action.cancel")}
        </Button>
      </div>
    </Modal>
  );
}
