import { describe, expect, it } from "vitest";
import { auditTemplateText } from "./audit.ts";
import { diffLines } from "./diff.ts";
import { FAMILIES, familyOf } from "./families/index.ts";

const NOTES = ["template.own-words", "template.no-roles", "template.known-link", "template.unknown-method"];

describe.each(FAMILIES.map((family) => [family.name, family] as const))("the family %s", (_name, family) => {
  it("passes every check, is recognised, and differs from itself in nothing", () => {
    const rules: string[] = [];
    auditTemplateText(family.template, "chat_template.jinja", 0, ({ rule, message }) => {
      if (!NOTES.includes(rule)) rules.push(`${rule}: ${message}`);
    });
    const oneLine = family.template.replace(/\n\s*/g, "").replaceAll("{%- ", "{% ");
    expect({
      rules,
      family: familyOf(family.template)?.name,
      changed: diffLines(family.template, family.template).filter(({ kind }) => kind !== "same"),
      written: diffLines(family.template, oneLine).filter(({ kind }) => kind !== "same"),
    }).toEqual({ rules: [], family: family.name, changed: [], written: [] });
  });
});
