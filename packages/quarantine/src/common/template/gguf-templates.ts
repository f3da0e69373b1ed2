import type { Report } from "../findings.ts";
import { MAX_TEMPLATE_BYTES } from "../gguf/limits.ts";
import type { MetadataValue } from "../gguf/value-types.ts";
import type { RuleId } from "../rules/index.ts";
import { figure, quoted } from "../text.ts";

const TEMPLATE = "tokenizer.chat_template";

/** Keys that can hold a chat template: the main one and named ones. `…chat_templates` lists the names. */
export function isTemplateKey(key: string): boolean {
  return key === TEMPLATE || key.startsWith(`${TEMPLATE}.`);
}

export function checkTemplates(metadata: ReadonlyMap<string, MetadataValue>, report: Report): void {
  for (const [key, value] of metadata) {
    if (!isTemplateKey(key)) continue;
    const at = (rule: RuleId, message: string): void => {
      report({
        rule,
        offset: value.recordAt,
        length: value.at + value.bytes - value.recordAt,
        where: key,
        message,
      });
    };
    if (value.kind !== "string")
      at(
        "gguf.chat-template-type",
        `The chat template ${quoted(key)} is not a text. Scanners that expect one overlook it.`,
      );
    else if (value.bytes - 8 > MAX_TEMPLATE_BYTES)
      at(
        "gguf.chat-template-size",
        `The chat template ${quoted(key)} has ${figure(value.bytes - 8)} bytes; ordinary ones have at most ${figure(MAX_TEMPLATE_BYTES)}.`,
      );
    else
      at(
        "gguf.chat-template",
        `It carries a chat template of ${figure(value.bytes - 8)} bytes, a small program that builds each prompt.`,
      );
  }
}
