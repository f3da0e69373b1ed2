import { RpcError, type AppContract, type Arg, type CallName, type Out } from "@casemate/contract";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { call } from "../state/connection.ts";
import { errorText } from "../state/error-text.ts";
import { uiStore } from "../state/ui-store.ts";

/** The close button of a toast, named in the page's language. */
export const closeButtonProps = {
  get "aria-label"(): string {
    return i18next.t("action.close");
  },
};

/** Says the result of what the person just did. */
export function say(message: string): void {
  notifications.show({ message, color: "interactive", withBorder: true, closeButtonProps });
}

/** Says why what the person just did was not done: a failed call, or a sentence. Stays until it is closed. */
export function sayError(error: unknown): void {
  notifications.show({
    title: i18next.t("errors.title"),
    message: typeof error === "string" ? error : errorText(error),
    color: "danger",
    withBorder: true,
    autoClose: false,
    role: "alert",
    closeButtonProps,
  });
}

/** Runs one call for a button: a failure is said, a dangerous call that must be approved opens the way there. Null when it was not done. */
export async function act<K extends CallName<AppContract>>(
  name: K,
  input: Arg<AppContract[K]>,
): Promise<Out<AppContract[K]> | null> {
  try {
    return await call(name, input);
  } catch (error) {
    if (error instanceof RpcError && error.code === "approval_required") {
      uiStore.setState({ approvalAsked: /\b[0-9a-f]{32}\b/.exec(error.message)?.[0] ?? "" });
    } else {
      sayError(error);
    }
    return null;
  }
}

export async function cancelJob(jobId: string): Promise<void> {
  const answer = await act("job.cancel", { jobId });
  if (answer?.cancelled === true) say(i18next.t("job.cancelled"));
}

/** Locks the vault. The page reloads itself when the state says so. */
export async function lockVault(): Promise<void> {
  await act("vault.lock", {});
}
