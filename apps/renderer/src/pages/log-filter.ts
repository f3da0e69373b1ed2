import type { AuditRecord } from "@casemate/contract";
import { useSlice } from "../state/console-store.ts";
import { useQuery } from "../state/hash-location.ts";
import type { LogFilter } from "./log-records.ts";

/** Longest search and most models that the contract takes. */
const MAX_SEARCH = 200;
const MAX_SUBJECTS = 200;

/** What is searched for, out of the address. A value that is none asks nothing. */
export function useLogFilter() {
  const [text, setText] = useQuery("filter");
  const [kind, setKind] = useQuery("kind");
  const [result, setResult] = useQuery("result");
  const [own, setOwn] = useQuery("own");
  const { items } = useSlice("models");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  // The log knows models by their ids only: names are what the person sees and types.
  const named = items.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const asked: LogFilter = {
    text: text.slice(0, MAX_SEARCH),
    subjects: words.length === 0 ? [] : named.slice(0, MAX_SUBJECTS).map(({ id }) => id),
    kind: KINDS.find((one) => one === kind) ?? null,
    result: RESULTS.find((one) => one === result) ?? null,
    own: own === "1",
  };
  return {
    text,
    kind: asked.kind ?? "",
    result: asked.result ?? "",
    own: own === "1",
    asked,
    active: text !== "" || asked.kind !== null || asked.result !== null,
    setText,
    setKind,
    setResult,
    setOwn: (shown: boolean) => {
      setOwn(shown ? "1" : "");
    },
    clear: () => {
      setText("");
      setKind("");
      setResult("");
    },
  };
}

const KINDS: readonly AuditRecord["kind"][] = ["intent", "outcome", "note"];
const RESULTS: readonly AuditRecord["result"][] = ["ok", "denied", "failed", "unknown"];
