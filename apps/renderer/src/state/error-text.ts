import { RpcError, type Notice } from "@casemate/contract";
import i18next, { type TFunction } from "i18next";

/** What to say about a failed call: this page's words for codes it knows, else the sentence that came with it. */
export function errorText(error: unknown, t: TFunction = i18next.t): string {
  if (!(error instanceof RpcError)) return t("errors.unexpected");
  return i18next.exists(`errors.${error.code}`)
    ? t(`errors.${error.code}` as "errors.locked")
    : error.message;
}

export function noticeText(notice: Notice): string {
  return notice.message;
}
