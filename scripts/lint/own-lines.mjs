/**
 * ESLint rule: a function's own lines, without those of functions inside it, blank lines and comments. ESLint's own rule counts nested
 * functions too, and so punishes the closures this project uses instead of classes.
 * @type {import("eslint").Rule.RuleModule}
 */
export const ownLines = {
  meta: {
    type: "suggestion",
    schema: [{ type: "object", properties: { max: { type: "integer" } }, required: ["max"] }],
    messages: {
      tooLong:
        "This function has {{lines}} lines of its own, at most {{max}} are allowed; give a part a name.",
    },
  },
  create(context) {
    /** @type {{ max: number }} */
    const { max } = context.options[0];
    const counted = codeLines(context.sourceCode);
    /** @type {{ nested: Set<number> }[]} */
    const open = [];
    const enter = () => {
      open.push({ nested: new Set() });
    };
    /** @param {import("estree").Node} node */
    const leave = (node) => {
      const own = open.pop();
      if (own === undefined || node.loc === null || node.loc === undefined) return;
      let lines = 0;
      for (let line = node.loc.start.line; line <= node.loc.end.line; line++) {
        if (counted.has(line) && !own.nested.has(line)) lines++;
        open.at(-1)?.nested.add(line);
      }
      if (lines > max)
        context.report({ node, messageId: "tooLong", data: { lines: String(lines), max: String(max) } });
    };
    return {
      FunctionDeclaration: enter,
      FunctionExpression: enter,
      ArrowFunctionExpression: enter,
      "FunctionDeclaration:exit": leave,
      "FunctionExpression:exit": leave,
      "ArrowFunctionExpression:exit": leave,
    };
  },
};

/**
 * Numbers of the lines that hold at least one token.
 * @param {import("eslint").SourceCode} source
 */
function codeLines(source) {
  /** @type {Set<number>} */
  const lines = new Set();
  for (const token of source.ast.tokens) {
    for (let line = token.loc.start.line; line <= token.loc.end.line; line++) lines.add(line);
  }
  return lines;
}
