/** A file of a model by name and digest. */
interface Listed {
  readonly name: string;
  readonly sha256: string;
}

/**
 * What the SHA-256 of a model of several files is taken over: one line for each file, digest, two spaces, its path in the model's folder with
 * "/" between its parts, line feed, in the order of these paths' UTF-16 code units; `sha256sum` prints such lines. Defined in
 * docs/formats/model-digest.md.
 */
export function modelDigestText(files: readonly Listed[]): string {
  return [...files]
    .sort(byName)
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
    .join("");
}

/** The order that files of a model stand in. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
