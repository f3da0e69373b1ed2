import type { Source } from "@casemate/contract";
import { RpcError } from "@casemate/contract";
import type { ByteSource } from "./byte-source.ts";
import { DraftBox, type Report } from "./findings.ts";
import type { FieldMap } from "./field-map.ts";
import { inspectGguf } from "./gguf/inspect.ts";
import type { ParsedModel } from "./parsed-model.ts";
import type { MemberView } from "./set/set-member.ts";
import { inspectSafetensors } from "./safetensors/inspect.ts";
import { sniff } from "./sniff/index.ts";
import type { Inspection } from "./stages/define-stage.ts";
import { sweep, type SweepKit } from "./weights/sweep.ts";

/** One file to be judged. */
export interface FileRequest {
  readonly source: ByteSource;
  readonly name: string;
  readonly origin: Source;
  readonly expectedSha256: string | null;
  readonly profile: "quick" | "full";
  /** What the file is and how it is built; made once, for the stages and for the set that it belongs to. */
  readonly structure: Structure;
  /** What the input's other files say about this one; null for an input of one file. */
  readonly set: () => MemberView | null;
}

/** The costly readings that stages share. Each throws again what it threw first. */
export type Structure = Pick<Inspection, "sniffed" | "parsed">;

const PARSERS: Readonly<Record<"gguf" | "safetensors", (source: ByteSource, report: Report) => ParsedModel>> =
  {
    gguf: inspectGguf,
    safetensors: inspectSafetensors,
  };

/** The fields of a file of a format that is read; of another one, or when the parser breaks, nothing has a name. */
export function fieldsOf(source: ByteSource): FieldMap {
  try {
    const { model: format } = sniff(source);
    if (format !== null) return PARSERS[format](source, () => undefined).fields;
  } catch {
    // The inspection reported what is wrong with the file; here only its bytes are asked for.
  }
  return () => [];
}

/** Makes a value once, when first asked for; a throw is remembered and thrown again. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | { error: unknown } | null = null;
  return () => {
    if (!made) {
      try {
        made = { value: make() };
      } catch (error) {
        made = { error };
      }
    }
    if ("error" in made) throw made.error;
    return made.value;
  };
}

/** Parsing tells how far it got after this many bytes read, a window of its own: tens of milliseconds even on a busy machine. */
const TELL_EVERY = 256 * 1024;

/**
 * The same source, telling how many bytes were read from it. A parser never gives up its turn, but what it tells leaves the
 * process all the same; without it a large header would look like a child that hangs.
 */
function watched(source: ByteSource, onProgress: (done: number) => void): ByteSource {
  let read = 0;
  let next = TELL_EVERY;
  return {
    size: source.size,
    read: (offset, target) => {
      source.read(offset, target);
      read += target.length;
      if (read < next) return;
      next = read + TELL_EVERY;
      // Some bytes are read more than once.
      onProgress(Math.min(read, source.size));
    },
  };
}

/** The format told once and the structure parsed once, when somebody first asks. `onProgress` is told the bytes that parsing read. */
export function openStructure(
  source: ByteSource,
  now: () => number,
  onProgress: (done: number) => void,
): Structure {
  const sniffed = once(() => sniff(source));
  const parsed = once(() => {
    const { model: format } = sniffed();
    if (format === null) return null;
    const from = now();
    const box = new DraftBox();
    const model = PARSERS[format](watched(source, onProgress), box.report);
    return { model, drafts: box.drafts, dropped: box.dropped, ms: now() - from };
  });
  return { sniffed, parsed };
}

/** Lays out the shared work of the stages: every byte read once. */
export function openInspection(
  request: FileRequest,
  kit: SweepKit,
  onProgress: (done: number) => void,
): Inspection {
  const { sniffed, parsed } = request.structure;
  const spans = (): ParsedModel["spans"] => {
    try {
      // Parsed first by either profile, so that its time is counted once and its progress comes before the pass's.
      const found = parsed()?.model.spans ?? [];
      return request.profile === "quick" ? [] : found;
    } catch {
      // The content stage asks again and reports the crash; the digest is still wanted.
      return [];
    }
  };
  return {
    ...request,
    sniffed,
    parsed,
    sweep: once(async () => {
      const input = { source: request.source, spans: spans(), kit, onProgress };
      return sweep(input).catch(() => {
        throw new RpcError(
          "unreadable",
          "The file could not be read to its end. It was changed, removed or damaged meanwhile. Try again.",
        );
      });
    }),
  };
}
