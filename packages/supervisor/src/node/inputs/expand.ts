import { RpcError } from "@casemate/contract";
import { readdirSync, statSync, type Dirent } from "node:fs";
import { basename, join } from "node:path";
import { groupFiles, type Group, type Listed } from "../../common/model-groups.ts";

/** A folder tree deeper than this is not a model collection (loops through links are not followed either). */
const MAX_DEPTH = 16;

/** One thing to judge: a file, or several that are one model. */
export interface ModelInput {
  /** What it is called in reports: the file, the folder, or the first of the parts. */
  readonly path: string;
  /** `name` is the path inside the input, with "/" between its parts. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
  /** Names inside its folder that are links: they are not followed. */
  readonly links: readonly string[];
  /** Names inside its folder of pipes, sockets and devices: they are not opened. */
  readonly special: readonly string[];
}

interface Walked {
  readonly files: Listed[];
  readonly links: Listed[];
  readonly special: Listed[];
}

/**
 * What there is to judge in the given paths, in order: files that are given together and are one model by their names are one input, and so
 * are folders of one model. Links inside folders are not followed. Nothing when there is no file in them.
 * @param most files that a folder may hold, with everything below it
 * @throws RpcError `too_many_files` beyond that, the system's error for a folder that cannot be read
 */
export function expandInputs(paths: readonly string[], most = Number.POSITIVE_INFINITY): ModelInput[] {
  const inputs: { place: number; input: ModelInput }[] = [];
  const given: Listed[] = [];
  paths.forEach((path, place) => {
    if (!isFolder(path)) {
      given.push({ path, folder: "", base: basename(path) });
      return;
    }
    const walked = walk(path, most);
    for (const group of groupFiles(walked.files)) inputs.push({ place, input: inputOf(group, path, walked) });
  });
  for (const group of groupFiles(given))
    inputs.push({
      place: paths.indexOf(group.files[0]?.path ?? ""),
      input: inputOf(group, null, { links: [], special: [] }),
    });
  return inputs.sort((a, b) => a.place - b.place).map(({ input }) => input);
}

/** `top`: the folder that was given; null for files that were given by themselves. */
function inputOf(
  group: Group,
  top: string | null,
  { links, special }: Pick<Walked, "links" | "special">,
): ModelInput {
  const { files, folder, whole } = group;
  const [first] = files;
  const inFolder = top !== null && whole;
  return {
    path: inFolder ? join(top, folder) : (first?.path ?? ""),
    files: files.map((file) => ({
      path: file.path,
      name: `${file.folder.slice(folder.length)}${file.base}`,
    })),
    links: inFolder ? namesBelow(links, folder) : [],
    special: inFolder ? namesBelow(special, folder) : [],
  };
}

function namesBelow(entries: readonly Listed[], folder: string): string[] {
  return entries
    .filter((entry) => entry.folder.startsWith(folder))
    .map((entry) => `${entry.folder.slice(folder.length)}${entry.base}`);
}

function walk(top: string, most: number): Walked {
  const walked: Walked = { files: [], links: [], special: [] };
  const into = (folder: string, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    const entries = readdirSync(join(top, folder), { withFileTypes: true });
    for (const entry of entries.sort(byName)) {
      const listed: Listed = { path: join(top, folder, entry.name), folder, base: entry.name };
      if (entry.isDirectory()) into(`${folder}${entry.name}/`, depth + 1);
      else if (entry.isFile()) walked.files.push(listed);
      else if (entry.isSymbolicLink()) walked.links.push(listed);
      else walked.special.push(listed);
      if (walked.files.length + walked.links.length + walked.special.length > most)
        throw new RpcError(
          "too_many_files",
          `${top} holds more than ${String(most)} files. Name the model's own folder.`,
        );
    }
  };
  into("", 0);
  return walked;
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
