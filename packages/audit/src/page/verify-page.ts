import { MAX_BUNDLE_BYTES } from "../common/bundle/limits.ts";
import { plainCrypto } from "../common/bundle/noble-crypto.ts";
import { verifyBundle } from "../common/bundle/verify.ts";
import { isCertificate } from "../common/erasure/shape.ts";
import { verifyErasure } from "../common/erasure/verify.ts";
import { showCertificate } from "./show-certificate.ts";
import { showFacts, showProblem } from "./show.ts";

// The page in a bundle that checks bundles, erasure certificates and drills' reports: opened from a disk, without a network. Nothing that a file holds is ever parsed as HTML.

const file = element("file", HTMLInputElement);
const words = element("words", HTMLInputElement);
const answer = element("answer", HTMLElement);
const drop = element("drop", HTMLElement);
let last: File | null = null;

file.addEventListener("change", () => {
  take(file.files?.[0] ?? null);
});
words.addEventListener("change", () => {
  take(last);
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.dataset["over"] = "yes";
});
document.addEventListener("dragleave", () => {
  delete drop.dataset["over"];
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  delete drop.dataset["over"];
  take(event.dataTransfer?.files[0] ?? null);
});

function take(chosen: File | null): void {
  last = chosen;
  if (!chosen) return;
  delete answer.dataset["verdict"];
  answer.textContent = "Checking. This takes up to a minute for a large bundle.";
  // After the next picture, so that the sentence is seen: checking holds the page up.
  setTimeout(() => {
    void check(chosen);
  }, 50);
}

async function check(chosen: File): Promise<void> {
  try {
    // One byte more than a bundle can have is enough to say that it is too large.
    const bytes = new Uint8Array(await chosen.slice(0, MAX_BUNDLE_BYTES + 1).arrayBuffer());
    const own = words.value.trim();
    const { nodes, verdict } = isCertificate(bytes, chosen.name)
      ? certificate(bytes, own)
      : bundle(bytes, own);
    if (chosen !== last) return;
    answer.replaceChildren(...nodes);
    answer.dataset["verdict"] = verdict;
  } catch {
    answer.textContent = "The file could not be read.";
    answer.dataset["verdict"] = "unreadable";
  }
  answer.focus();
}

interface Shown {
  readonly nodes: Node[];
  readonly verdict: string;
}

function bundle(bytes: Uint8Array, own: string): Shown {
  const verdict = verifyBundle(plainCrypto, bytes, own === "" ? null : own);
  if (!verdict.ok) return refused(verdict);
  return { nodes: showFacts(verdict.facts, own !== ""), verdict: "whole" };
}

function certificate(bytes: Uint8Array, own: string): Shown {
  const verdict = verifyErasure(plainCrypto, bytes);
  if (!verdict.ok) return refused(verdict);
  return { nodes: showCertificate(verdict, own !== ""), verdict: "whole" };
}

function refused({ problem, message }: { problem: string; message: string }): Shown {
  return { nodes: showProblem(problem, message), verdict: problem };
}

function element<T extends HTMLElement>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page lacks ${id}`);
  return found;
}
