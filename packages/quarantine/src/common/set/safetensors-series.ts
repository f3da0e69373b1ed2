import { figure, plural, quoted } from "../text.ts";
import type { Shard } from "./safetensors-index.ts";
import { baseName, type ReportMember } from "./set-member.ts";

/** Names that splitters write (huggingface_hub, `split_torch_state_dict_into_shards`). */
const PART_NAME = /^(.+)-(\d{5})-of-(\d{5})\.safetensors$/;
/** Most missing parts named in one message. */
const NAMED = 8;

/** Judges safetensors files whose names say that they are parts of one model, with or without an index. */
export function checkSeries(shards: readonly Shard[], report: ReportMember): void {
  const series = new Map<string, Map<number, Shard>>();
  for (const shard of shards) {
    const [, stem, number, count] = PART_NAME.exec(shard.name) ?? [];
    if (stem === undefined) continue;
    const key = `${stem}\n${count ?? ""}`;
    const parts = series.get(key) ?? new Map<number, Shard>();
    series.set(key, parts.set(Number(number), shard));
  }
  for (const [key, parts] of series) {
    checkMissing(Number(key.slice(key.lastIndexOf("\n") + 1)), parts, report);
    checkTensors([...parts.values()], report);
  }
}

function checkMissing(count: number, parts: ReadonlyMap<number, Shard>, report: ReportMember): void {
  const [first] = parts.values();
  const missing: number[] = [];
  for (let number = 1; number <= count; number++) if (!parts.has(number)) missing.push(number);
  if (!first || missing.length === 0) return;
  const more = missing.length > NAMED ? ", …" : "";
  report(first.index, {
    rule: "set.part-missing",
    message: `By its name the model has ${plural(count, "file")}; ${missing.length === 1 ? "1 is" : `${figure(missing.length)} are`} missing: ${missing.slice(0, NAMED).map(figure).join(", ")}${more}.`,
  });
}

/** A tensor in two files that are loaded together. */
function checkTensors(parts: readonly Shard[], report: ReportMember): void {
  const owner = new Map<string, Shard>();
  for (const part of parts) {
    for (const [tensor, { offset, bytes }] of part.tensors) {
      const other = owner.get(tensor);
      owner.set(tensor, other ?? part);
      if (other)
        report(part.index, {
          rule: "set.tensor-twice",
          offset,
          length: bytes,
          where: tensor,
          message: `The tensor ${quoted(tensor)} stands in this file and in ${quoted(baseName(other.name))}.`,
        });
    }
  }
}
