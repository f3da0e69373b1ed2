/**
 * Orders that work against the person who uses the model. Each is one way of saying it; all are plain English. Templates of
 * models that judge others describe such orders at length, so the verb must stand as an order, not in a description. Qwen3-Coder,
 * Qwen3.5 and Nemotron 3 keep their tool calls to themselves ("do not tell the user about function calls"): that is no secret.
 */
const AS_ORDER = String.raw`(?:^|[.!?;:\n]\s*|\b(?:always|must|should|will|shall|you|then|and|subtly|silently|secretly|sometimes)\s+)`;
const ORDERS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+|every\s+)*(?:previous|prior|above|earlier|preceding|system|safety|original)\s+(?:instruction|prompt|message|rule|guideline|direction)/gi,
  /\b(?:do\s+not|don'?t|never)\s+(?:tell|inform|warn|alert|notify|mention\s+(?:this|it)\s+to|reveal\s+(?:this|it)\s+to)\s+(?:the\s+|any\s+)?(?:users?|humans?|person|people|anyone)\b(?!\s+about\s+(?:the\s+|your\s+|these\s+|any\s+)?(?:function|tool)[-\s]?(?:calls?|calling)\b)/gi,
  /\bwithout\s+(?:telling|the\s+knowledge\s+of|alerting|the\s+user'?s?\s+(?:knowledge|noticing))\b/gi,
  /\b(?:secretly|covertly|surreptitiously)\s+(?:add|insert|include|append|send|recommend|suggest|introduce|replace|change|collect|leak|inject|favou?r)\b/gi,
  /\b(?:always|must|should)\s+(?:\w+\s+){0,2}(?:insert|inject|embed|introduce|add)\s+(?:a\s+|the\s+|this\s+|some\s+|subtle\s+|hidden\s+)*(?:backdoor|vulnerabilit|malicious|malware|payload|exploit|tracking|script\s+tag)/gi,
  new RegExp(
    String.raw`${AS_ORDER}(?:write|produce|generate|output|give)\b[^.\n]{0,40}\b(?:insecure|vulnerable|malicious|backdoored)\s+code\b`,
    "gi",
  ),
  new RegExp(
    String.raw`${AS_ORDER}(?:send|post|upload|leak|transmit|forward|exfiltrate)\b[^.\n]{0,60}\b(?:passwords?|credentials?|api\s+keys?|secrets?|conversation|chat\s+history|personal\s+data|private\s+keys?)\b[^.\n]{0,40}\bto\b`,
    "gi",
  ),
  new RegExp(
    String.raw`${AS_ORDER}(?:give|provide|answer\s+with|respond\s+with|include|introduce|add)\b[^.\n]{0,40}\b(?:wrong|incorrect|false|inaccurate|misleading|fabricated)\s+(?:answers?|facts?|information|details|dates?|numbers?|statements?)\b`,
    "gi",
  ),
];

/** What turns an order into its opposite, or into the description of one. */
const NO_ORDER =
  /\b(?:do\s+not|don'?t|never|not\s+to|avoid|refuse\s+to|cannot|can't|must\s+not|should\s+not|without|attempt\w*|tr(?:y|ies|ying)|ask\w*|request\w*|instruct\w*|tell\w*|manipulat\w*|trick\w*|whether|contains?)\s+(?:\S+\s+){0,6}$/i;
/** The second and third begin with a negation themselves. */
const NEGATIVE = [1, 2];

/** The first order against the user in a text, with its place; null when there is none. */
export function orderIn(text: string): { at: number; length: number } | null {
  for (const [index, order] of ORDERS.entries()) {
    for (const found of text.matchAll(order)) {
      const before = text.slice(Math.max(0, found.index - 80), found.index);
      const sentence = before.split(/[.!?\n]/).at(-1) ?? "";
      if (NEGATIVE.includes(index) || !NO_ORDER.test(sentence))
        return { at: found.index, length: found[0].length };
    }
  }
  return null;
}
