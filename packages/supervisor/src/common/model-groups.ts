/** One file of a folder or of the command line. */
export interface Listed {
  /** As it is opened. */
  readonly path: string;
  /** Folders from the top of what was given, "" or ending in "/". */
  readonly folder: string;
  readonly base: string;
}

/** Files that are judged as one model; a group of one is a file by itself. */
export interface Group {
  /** Folder that they are all in, from the top of what was given. */
  readonly folder: string;
  /** The whole folder, or just some files of it. */
  readonly whole: boolean;
  readonly files: readonly Listed[];
}

/** Names that splitters give the parts of one model: `name-00001-of-00003.gguf`. */
const SERIES = /^(.+)-\d{5}-of-(\d{5}\.(?:gguf|safetensors))$/i;
const GGUF = /\.gguf$/i;
const WEIGHTS = /\.(gguf|safetensors)$/i;
/** Lists that make a folder one model whatever else is in it. */
const LIST = /(^model_index\.json|\.safetensors\.index\.json)$/i;
/** Files that come with the weights of one model. */
const SIDE = /\.(json|jinja2?|md|txt|model)$|^(README|LICENSE|LICENCE|NOTICE|\.gitattributes)$/i;

/**
 * Puts files together that are one model by their names: a folder with a list of tensors or of a pipeline's parts, with everything below it; a
 * folder whose weights are one model, with what lies beside them; the parts of one split model. Everything else is judged file by file. Names
 * decide here only what is looked at together: what it is, the files' contents say.
 */
export function groupFiles(files: readonly Listed[]): Group[] {
  const groups: Group[] = [];
  const taken = new Set<Listed>();
  for (const folder of foldersOf(files)) {
    const inside = files.filter((file) => !taken.has(file) && file.folder === folder);
    const group = folderGroup(
      folder,
      inside,
      files.filter((file) => !taken.has(file)),
    );
    if (!group) continue;
    groups.push(group);
    group.files.forEach((file) => taken.add(file));
  }
  const places = new Map(files.map((file, place) => [file, place]));
  const place = ({ files: [first] }: Group): number => (first && places.get(first)) ?? files.length;
  return [...groups, ...series(files.filter((file) => !taken.has(file)))].sort((a, b) => place(a) - place(b));
}

/** Parents before their children: a folder that is one model takes in those below it. */
function foldersOf(files: readonly Listed[]): string[] {
  return [...new Set(files.map(({ folder }) => folder))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function folderGroup(folder: string, inside: readonly Listed[], all: readonly Listed[]): Group | null {
  const below = all.filter((file) => file.folder.startsWith(folder));
  // GGUF files beside such a list are the same model once more, each whole.
  if (inside.some(({ base }) => LIST.test(base)))
    return { folder, whole: true, files: below.filter(({ base }) => !GGUF.test(base)) };
  const weights = new Set(inside.filter(({ base }) => WEIGHTS.test(base)).map(({ base }) => modelName(base)));
  if (weights.size !== 1 || !inside.some(({ base }) => SIDE.test(base))) return null;
  const branch = (file: Listed): string => file.folder.slice(folder.length).split("/")[0] ?? "";
  // A folder below with weights of its own is another model.
  const others = new Set(below.filter(({ base }) => WEIGHTS.test(base)).map(branch));
  return {
    folder,
    whole: true,
    files: below.filter((file) => branch(file) === "" || !others.has(branch(file))),
  };
}

/** A model among some names: what it is called, and of each file its place in the list and its path in the model, in the model's order. */
export interface NamedGroup {
  readonly name: string;
  readonly files: { readonly at: number; readonly name: string }[];
}

/** Like `groupFiles`, for names alone: paths with "/" between their parts. */
export function groupNames(names: readonly string[]): NamedGroup[] {
  const listed = names.map((path): Listed => {
    const cut = path.lastIndexOf("/") + 1;
    return { path, folder: path.slice(0, cut), base: path.slice(cut) };
  });
  const places = new Map(listed.map((file, at) => [file, at]));
  return groupFiles(listed).map(({ folder, whole, files }) => {
    const named = files.map((file) => ({
      at: places.get(file) ?? 0,
      name: `${file.folder.slice(folder.length)}${file.base}`,
    }));
    named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const own = whole && files.length > 1 ? folder.split("/").at(-2) : undefined;
    const first = named.find(({ name }) => WEIGHTS.test(name)) ?? named[0];
    return { name: own ?? first?.name ?? "", files: named };
  });
}

/** Whether a name is that of one part of a model, as splitters give it. */
export function isSeries(name: string): boolean {
  return SERIES.test(name);
}

/** A file's name without its ending and, for a part of a model, without its number. */
export function stemOf(base: string): string {
  return SERIES.exec(base)?.[1] ?? base.replace(/\.[A-Za-z0-9]{1,16}$/, "");
}

/** What the parts of one model have in common; another file's own name. */
function modelName(base: string): string {
  const [, stem, parts] = SERIES.exec(base) ?? [];
  return stem === undefined ? base : `${stem}\n${parts ?? ""}`;
}

function series(files: readonly Listed[]): Group[] {
  const groups = new Map<string, Listed[]>();
  const alone: Group[] = [];
  for (const file of files) {
    if (!SERIES.test(file.base)) {
      alone.push({ folder: file.folder, whole: false, files: [file] });
      continue;
    }
    const key = `${file.folder}\n${modelName(file.base)}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [
    ...alone,
    ...[...groups.values()].map((parts) => ({ folder: parts[0]?.folder ?? "", whole: false, files: parts })),
  ];
}
