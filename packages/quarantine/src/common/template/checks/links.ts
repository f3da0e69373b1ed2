import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { saidBy } from "../texts.ts";

const LINK =
  /\b(?:https?|ftp|wss?|file):\/\/[^\s"'<>)\]}]{1,500}|\bdata:text\/html|\bjavascript:|\bwww\.[a-z0-9-]+\.[a-z]{2,}[^\s"'<>)\]}]{0,200}/gi;
/** Where publishers of models name themselves, and names of schemas. A link alone to one of these is ordinary. */
const KNOWN =
  /^(?:[\w-]+\.)*(?:huggingface\.co|hf\.co|github\.com|arxiv\.org|json-schema\.org|schema\.org|w3\.org|spdx\.org|example\.(?:com|org)|allenai\.org|openai\.com|mistral\.ai|qwen\.ai|deepseek\.com|ibm\.com|nvidia\.com|microsoft\.com|google\.dev|google\.com|meta\.com|llama\.com|cohere\.com|x\.ai|moonshot\.(?:ai|cn)|z\.ai|bigmodel\.cn|liquid\.ai|unsloth\.ai|ai21\.com|stability\.ai|databricks\.com|apache\.org|wikipedia\.org)$/i;
/** Words that ask to do something with a link. */
const ASKS =
  /\b(?:visit|click|download|install|include|recommend|insert|append|add|link\s+to|refer|direct|redirect|send|post|promote|mention)\b/i;
/** How far from the link such a word counts, in characters. */
const NEAR = 80;
const PIECE = 8192;

/** Addresses in the template's own words: a model repeats what stands in its prompt. */
export const checkLinks: Check = ({ tree, fold }, notice) => {
  for (const { text, node } of saidBy(tree, fold)) {
    const piece = text.slice(0, PIECE);
    for (const { 0: link, index } of piece.matchAll(LINK)) {
      const around = piece.slice(Math.max(0, index - NEAR), index + link.length + NEAR);
      const known = KNOWN.test(hostOf(link)) && !ASKS.test(around) && !around.includes("](");
      notice({
        rule: known ? "template.known-link" : "template.link",
        at: node.at,
        length: node.length,
        message: known
          ? `The chat template names the address ${quoted(link, 80)} in prompts.`
          : `The chat template puts the address ${quoted(link, 80)} into prompts. The model may give it to you as its own advice.`,
      });
    }
  }
};

function hostOf(link: string): string {
  const host = link.replace(/^[a-z]+:\/\//i, "").split(/[/?#]/)[0] ?? "";
  // `https://github.com@evil.example/` leads to the second.
  return (host.split("@").at(-1) ?? "").split(":")[0] ?? "";
}
