import { MAX_BUNDLE_BYTES } from "../common/bundle/limits.ts";
import { plainCrypto } from "../common/bundle/noble-crypto.ts";
import { verifyBundle } from "../common/bundle/verify.ts";
import { showFacts, showProblem } from "./show.ts";

// The page in a bundle that checks bundles: opened from a disk, without a network. Nothing that a bundle holds is ever parsed as HTML.

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
    const verdict = verifyBundle(plainCrypto, bytes, own === "" ? null : own);
    if (chosen !== last) return;
    answer.replaceChildren(
      ...(verdict.ok ? showFacts(verdict.facts, own !== "") : showProblem(verdict.problem, verdict.message)),
    );
    answer.dataset["verdict"] = verdict.ok ? "whole" : verdict.problem;
  } catch {
    answer.textContent = "The file could not be read.";
    answer.dataset["verdict"] = "unreadable";
  }
  answer.focus();
}

function element<T extends HTMLElement>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page lacks ${id}`);
  return found;
}
