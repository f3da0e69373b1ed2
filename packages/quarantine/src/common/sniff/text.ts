import { utf8 } from "../text.ts";
import { notAdmitted, type Sniffer } from "./define-sniffer.ts";

/** Share of the head that may be odd before it no longer counts as text. */
const CONTROL = /[\0-\x08\x0e-\x1f]/;

/** Text of any kind: web pages, Git LFS pointers, scripts without "#!", JSON, everything else. */
export const sniffText: Sniffer = (head) => {
  const text = decode(head);
  if (text === null) return null;
  const start = text.trimStart().slice(0, 200).toLowerCase();
  if (/^(<!doctype\s+html|<html|<head|<body|<script|<!--)/.test(start)) {
    return notAdmitted("web page", { rule: "format.web-page", message: "This is a web page, not a model." });
  }
  const xml = xmlModel(text);
  if (xml !== null) return notAdmitted(xml, { rule: "format.xml-model", message: XML_MODEL(xml) });
  if (/^(<\?xml|<svg)/.test(start))
    return notAdmitted("XML", { rule: "format.text", message: "This is an XML document, not a model." });
  if (start.startsWith("version https://git-lfs.github.com/spec/")) {
    return notAdmitted("Git LFS pointer", {
      rule: "format.lfs-pointer",
      message: "This is a Git LFS pointer of a few lines, not the model it points to.",
    });
  }
  if (/^\[(desktop entry|internetshortcut)\]/.test(start)) {
    return notAdmitted("shortcut", {
      rule: "format.shortcut",
      message: "This is a shortcut. Opening it starts a program or a page of its maker's choice.",
    });
  }
  if (/^\{\s*"learner"\s*:/.test(start))
    return notAdmitted("XGBoost", {
      rule: "format.tree-model",
      message:
        "This is an XGBoost model. Its loader trusts the numbers in it, and Casemate has no parser that can vouch for it.",
    });
  if (/^(@echo off|<#|param\s*\(|import\s+\w|from\s+\w+\s+import\s)/.test(start)) {
    return notAdmitted("script", {
      rule: "format.script",
      message: "This is a program in text form. Running it would do whatever its author wrote.",
    });
  }
  if (/^[[{]/.test(start))
    return notAdmitted("JSON", {
      rule: "format.text",
      message: "This is a JSON text, not a model. Models often come with such files; they hold no weights.",
    });
  return notAdmitted("text", { rule: "format.text", message: "This is a text file, not a model." });
};

/** Models in XML, by their outermost element. */
function xmlModel(text: string): string | null {
  const start = text.slice(0, 2000);
  if (/<PMML[\s>]/.test(start)) return "PMML";
  return /<net\s[^>]*version=/.test(start) ? "OpenVINO" : null;
}

const XML_MODEL = (name: string): string =>
  `This is ${name === "PMML" ? "a PMML" : "an OpenVINO"} model in XML. Its loader can be made to open other files and native libraries.`;

/** The head as text, or null when it is not text. A character cut at the end of the head is no objection. */
function decode(head: Uint8Array): string | null {
  if (
    head.length >= 2 &&
    ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
  ) {
    return new TextDecoder(head[0] === 0xff ? "utf-16le" : "utf-16be").decode(head);
  }
  const text = utf8(head);
  const body = text.slice(0, -1);
  return CONTROL.test(text) || body.includes("\uFFFD") ? null : text;
}
