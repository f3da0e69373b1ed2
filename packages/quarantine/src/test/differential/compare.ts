import { CORPUS } from "@casemate/testkit";
import { createHash } from "node:crypto";
import { judgeFiles } from "../judge.ts";
import { ask, type Answer, type Peer } from "./peers.ts";

/** One file of the corpus as the gate judges it. */
export interface Judged {
  readonly what: string;
  readonly rule: string;
  readonly side: "hostile" | "twin";
  readonly bytes: Uint8Array;
  readonly stopped: boolean;
}

/** Every GGUF file of the corpus's family `gguf`, hostile ones and twins. */
export async function judgedFiles(): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const row of CORPUS["gguf"] ?? [])
    for (const side of ["hostile", "twin"] as const) {
      const files = row[side]();
      const [file] = files;
      if (!file || files.length !== 1) continue;
      const { verdict } = await judgeFiles(files);
      judged.push({ what: row.what, rule: row.rule, side, bytes: file.bytes, stopped: verdict !== "admit" });
    }
  return judged;
}

/** A peer's answers to these files; the same bytes are asked about once. */
export async function answersOf(peer: Peer, judged: readonly Judged[]): Promise<Answer[]> {
  const keys = judged.map(({ bytes }) => createHash("sha256").update(bytes).digest("hex"));
  const unique = [...new Map(judged.map(({ bytes }, index) => [keys[index] ?? "", bytes]))];
  const answers = await ask(
    peer,
    unique.map(([, bytes]) => bytes),
  );
  const byKey = new Map(unique.map(([key], index) => [key, answers[index]]));
  return keys.map((key) => byKey.get(key) ?? "died");
}

/** How a peer differs: it takes what the gate stops, or does not take what the gate admits. */
export function disagreement({ stopped }: Judged, answer: Answer): "takes" | "refuses" | null {
  if (stopped) return answer === "accepted" ? "takes" : null;
  return answer === "accepted" ? null : "refuses";
}
