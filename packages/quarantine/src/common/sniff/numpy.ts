import { findPickles } from "../containers/search.ts";
import { isObjectArray } from "../containers/open.ts";
import { latin1 } from "../text.ts";
import { notAdmitted, type Sniffer } from "./define-sniffer.ts";
import { explainFound } from "./explained.ts";

/** NumPy arrays; those of Python objects are pickles in disguise. */
export const sniffNumpy: Sniffer = (head, source) => {
  if (latin1(head.subarray(0, 6)) !== "\x93NUMPY") return null;
  const message = isObjectArray(head)
    ? "This is a NumPy array of Python objects: a pickle inside. Loading it can run a program."
    : "This is a NumPy array. NumPy files can hold pickles, which run programs when they are loaded.";
  return notAdmitted(
    "NumPy array",
    { rule: "format.npy", length: 6, message },
    explainFound(findPickles(source)),
  );
};
