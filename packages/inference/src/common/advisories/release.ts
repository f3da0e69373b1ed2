/** llama.cpp named its releases by build number (`b8146`) and later by version (`v0.4.0`). */
type Release = { readonly build: number } | { readonly version: readonly [number, number, number] };

/**
 * Every version is later than these builds: b9058 is of spring 2026, the first version of the summer. How later builds and versions lie to
 * each other is not written down anywhere, so they are not compared.
 */
const LAST_BUILD_BEFORE_VERSIONS = 9058;
const BUILD = /^b(0|[1-9]\d{0,6})$/;
const VERSION = /^v(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/;

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`; null when that is not known. */
export function compareReleases(a: string, b: string): number | null {
  const left = parse(a);
  const right = parse(b);
  if (left === null || right === null) return null;
  if ("build" in left && "build" in right) return left.build - right.build;
  if ("version" in left && "version" in right) return compareVersions(left.version, right.version);
  if ("build" in left) return left.build <= LAST_BUILD_BEFORE_VERSIONS ? -1 : null;
  return "build" in right && right.build <= LAST_BUILD_BEFORE_VERSIONS ? 1 : null;
}

/** Anything that is not exactly a release (a commit, a pre-release, a fork's suffix) is unknown rather than guessed. */
function parse(text: string): Release | null {
  const build = BUILD.exec(text);
  if (build) return { build: Number(build[1]) };
  const version = VERSION.exec(text);
  return version ? { version: [Number(version[1]), Number(version[2]), Number(version[3])] } : null;
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (const [index, part] of a.entries()) {
    const difference = part - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
