/** Orders that work against the person who uses the model. Each is one way of saying it; all are plain English. */
const ORDERS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+|every\s+)*(?:previous|prior|above|earlier|preceding|system|safety|original)\s+(?:instruction|prompt|message|rule|guideline|direction)/i,
  /\b(?:do\s+not|don'?t|never)\s+(?:tell|inform|warn|alert|notify|mention\s+(?:this|it)\s+to|reveal\s+(?:this|it)\s+to|let)\s+(?:the\s+|any\s+)?(?:users?|humans?|person|people|anyone)\b/i,
  /\bwithout\s+(?:telling|informing|the\s+knowledge\s+of|alerting|the\s+user'?s?\s+(?:knowledge|consent|noticing))\b/i,
  /\b(?:secretly|covertly|surreptitiously|silently)\s+(?:add|insert|include|append|send|recommend|suggest|introduce|replace|change|collect|leak|inject|favou?r)/i,
  /\b(?:always|must|should)\s+(?:\w+\s+){0,2}(?:insert|inject|embed|introduce|add)\s+(?:a\s+|the\s+|this\s+|some\s+|subtle\s+|hidden\s+)*(?:backdoor|vulnerabilit|malicious|malware|payload|exploit|tracking|script\s+tag)/i,
  /\b(?:insecure|vulnerable|malicious|backdoored)\s+code\b.{0,80}\b(?:write|produce|generate|output|always)|\b(?:write|produce|generate|output|give)\b.{0,40}\b(?:insecure|vulnerable|malicious|backdoored)\s+code\b/i,
  /\b(?:send|post|upload|leak|transmit|forward|exfiltrate)\b.{0,60}\b(?:passwords?|credentials?|api\s+keys?|secrets?|conversation|chat\s+history|personal\s+data|private\s+keys?)\b.{0,40}\bto\b/i,
  /\b(?:give|provide|answer\s+with|respond\s+with|include|introduce|add)\b.{0,40}\b(?:subtly\s+|plausible\s+but\s+)?(?:wrong|incorrect|false|inaccurate|misleading|fabricated)\s+(?:answers?|facts?|information|details|dates?|numbers?|statements?)\b/i,
  /\b(?:you\s+have|there\s+are)\s+no\s+(?:restrictions|ethical\s+guidelines|safety\s+guidelines|content\s+policy)\b/i,
  /\bdo\s+anything\s+now\b|\bdeveloper\s+mode\s+(?:is\s+)?(?:enabled|on)\b|\bjailbr(?:eak|oken)\b/i,
  /\bpretend\s+(?:that\s+)?(?:this|the\s+following)\s+(?:instruction|message|text)s?\s+(?:does|do)\s+not\s+exist\b/i,
];

/** Orders that often come with an ordinary negation: they are no orders then. */
const NEGATED =
  /\b(?:do\s+not|don'?t|never|not\s+to|avoid|refuse\s+to|cannot|can't|must\s+not|should\s+not|without)\s+(?:\w+\s+){0,3}$/i;

/** The first order against the user in a text, with its place; null when there is none. */
export function orderIn(text: string): { at: number; length: number } | null {
  for (const [index, order] of ORDERS.entries()) {
    const found = order.exec(text);
    if (!found) continue;
    // "Never give wrong information" is the opposite of an order to do so; the first three begin with a negation themselves.
    if (index > 2 && NEGATED.test(text.slice(Math.max(0, found.index - 60), found.index))) continue;
    return { at: found.index, length: found[0].length };
  }
  return null;
}
