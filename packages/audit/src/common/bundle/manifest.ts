import { canonicalJson } from "../canonical-json.ts";
import { BUNDLE_PATHS, isListed } from "./files.ts";
import { isHideable } from "./hiding.ts";
import { MAX_HIDDEN_NAMES, MAX_MANIFEST_BYTES } from "./limits.ts";
import { BundleError } from "./problem.ts";
import {
  index,
  listOf,
  misshapen,
  objectWith,
  onlyMembers,
  strictObject,
  textLike,
  textOf,
} from "./strict-text.ts";

const FORMAT = "casemate-forensic/v1";

export interface Listed {
  readonly path: string;
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** What a bundle says it holds; the log's key signs it. */
export interface Manifest {
  /** UTC, by the clock of the machine that made it. */
  readonly created: string;
  readonly files: readonly Listed[];
  /** How many fields of which name were replaced by their commitments. */
  readonly hidden: readonly { readonly name: string; readonly count: number }[];
  /** Why, in the words of who made the bundle. */
  readonly reason: string;
  readonly log: {
    /** `casemate/log/<id>`. */
    readonly origin: string;
    /** Records `from` to below `to` are in the bundle. */
    readonly from: number;
    readonly to: number;
    /** The last checkpoint in it. */
    readonly checkpoint: { readonly epoch: number; readonly size: number };
  };
  /** Records of the range with their fields, and those whose texts the log had forgotten. */
  readonly records: { readonly shown: number; readonly forgotten: number };
}

export function formatManifest(manifest: Manifest): string {
  return canonicalJson({ ...manifest, format: FORMAT });
}

const WHERE = "manifest.json";
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** Any text up to this length. */
const REASON = /^[^]{0,1000}$/;

/** Throws BundleError: `too_large`, `encoding`, `json`, `shape`. */
export function readManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > MAX_MANIFEST_BYTES)
    throw new BundleError("too_large", "The manifest is larger than a manifest can be.");
  const value = strictObject(textOf(bytes, WHERE), WHERE);
  onlyMembers(value, ["created", "files", "format", "hidden", "log", "reason", "records"], WHERE);
  if (value["format"] !== FORMAT)
    throw new BundleError(
      "shape",
      `This bundle is not of the format ${FORMAT}: another version may read it.`,
    );
  const log = objectWith(value["log"], ["checkpoint", "from", "origin", "to"], WHERE);
  const checkpoint = objectWith(log["checkpoint"], ["epoch", "size"], WHERE);
  const records = objectWith(value["records"], ["forgotten", "shown"], WHERE);
  return {
    created: textLike(value["created"], TIME, WHERE),
    files: readFiles(value["files"]),
    hidden: listOf(value["hidden"], MAX_HIDDEN_NAMES, WHERE).map(readHidden),
    reason: textLike(value["reason"], REASON, WHERE),
    log: {
      origin: textLike(log["origin"], /^casemate\/log\/[0-9a-f]{32}$/, WHERE),
      from: index(log["from"], WHERE),
      to: index(log["to"], WHERE),
      checkpoint: { epoch: index(checkpoint["epoch"], WHERE), size: index(checkpoint["size"], WHERE) },
    },
    records: { forgotten: index(records["forgotten"], WHERE), shown: index(records["shown"], WHERE) },
  };
}

/** The files that the format has, each once, in order: a manifest cannot leave one out. */
function readFiles(value: unknown): Listed[] {
  const listed = BUNDLE_PATHS.filter(isListed);
  const files = listOf(value, listed.length, WHERE).map((file) => {
    const { bytes, path, sha256 } = objectWith(file, ["bytes", "path", "sha256"], WHERE);
    return {
      bytes: index(bytes, WHERE),
      path: textLike(path, /^[^]{1,100}$/, WHERE),
      sha256: textLike(sha256, /^[0-9a-f]{64}$/, WHERE),
    };
  });
  if (files.length !== listed.length || files.some(({ path }, i) => path !== listed[i]))
    throw misshapen(WHERE);
  return files;
}

function readHidden(value: unknown): { name: string; count: number } {
  const { count, name } = objectWith(value, ["count", "name"], WHERE);
  if (typeof name !== "string" || !isHideable(name)) throw misshapen(WHERE);
  return { name, count: index(count, WHERE) };
}
