/** Why a policy or a list was not taken, in one sentence that names the line. Nothing of it is in force. */
export class PolicyProblem extends Error {
  readonly line: number;
  constructor(line: number, sentence: string) {
    super(`Line ${String(line)}: ${sentence}`);
    this.name = "PolicyProblem";
    this.line = line;
  }
}

/** Line of a byte, counted from 1. */
export function lineAt(text: Uint8Array, at: number): number {
  let line = 1;
  for (let index = 0; index < at && index < text.length; index++) if (text[index] === 0x0a) line++;
  return line;
}
