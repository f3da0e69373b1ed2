import { latin1 } from "../text.ts";
import { notAdmitted, type Sniffer } from "./define-sniffer.ts";

/** NumPy arrays; those of Python objects are pickles in disguise. */
export const sniffNumpy: Sniffer = (head) => {
  if (latin1(head.subarray(0, 6)) !== "\x93NUMPY") return null;
  const header = latin1(head.subarray(8, 512));
  const objects = /'descr'\s*:\s*'\|?O/.test(header);
  return notAdmitted("NumPy array", {
    rule: "format.npy",
    length: 6,
    message: objects
      ? "This is a NumPy array of Python objects: a pickle inside. Loading it can run a program."
      : "This is a NumPy array. NumPy files can hold pickles, which run programs when they are loaded.",
  });
};
