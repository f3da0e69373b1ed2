import { RpcError } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { ErrorNote } from "../components/small.tsx";
import { errorText } from "../state/error-text.ts";

/** Why a call of panic was refused: in this page's words, else in the sentence that came with it. */
export function PanicError({ failure }: { failure: unknown }) {
  const { t, i18n } = useTranslation();
  const known = failure instanceof RpcError ? `panic.errors.${failure.code}` : "";
  // The one assertion: which codes there are is the console's to say.
  const own = i18n.exists(known) ? t(known as "panic.errors.busy") : null;
  return <ErrorNote text={own ?? <FromServer>{errorText(failure)}</FromServer>} />;
}
