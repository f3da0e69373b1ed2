// `--passphrase-fd N`: which descriptor the launcher has to hand on. Runs on Node 18 without anything installed.
import { fstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";

/** Descriptors above this are refused: every number up to N costs one entry in the child's table. */
const highestDescriptor = 255;

/** The bits of a descriptor's flags that say how it was opened; 0 is "for reading" (Linux). */
const accessMode = 0o3;

/**
 * The descriptor that the arguments name, if any. 0 to 2 are passed on anyway.
 * @param {readonly string[]} args
 * @returns {number | undefined}
 * @throws Error with one sentence when it is not a number this process can pass on
 */
export function passphraseDescriptor(args) {
  const text = argumentOf(args);
  if (text === undefined) return undefined;
  const number = /^\d{1,3}$/.test(text) ? Number(text) : -1;
  if (number < 0 || number > highestDescriptor) {
    throw new Error(`--passphrase-fd takes a descriptor number from 3 to ${String(highestDescriptor)}.`);
  }
  if (number > 2 && !isPassedIn(number)) {
    throw new Error(
      `Descriptor ${String(number)} is not open: --passphrase-fd ${String(number)} needs “${String(number)}<FILE” on the command line.`,
    );
  }
  return number;
}

/**
 * @param {readonly string[]} args
 * @returns {string | undefined}
 */
function argumentOf(args) {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  const joined = options.find((arg) => arg.startsWith("--passphrase-fd="));
  if (joined !== undefined) return joined.slice("--passphrase-fd=".length);
  const at = options.indexOf("--passphrase-fd");
  return at === -1 ? undefined : (options[at + 1] ?? "");
}

/**
 * True for an open file, pipe, socket or terminal that came from whoever started us. Node opens descriptors of its own in the same
 * numbers; handing one of those on would leave the command waiting for a passphrase that never comes.
 * @param {number} descriptor
 */
function isPassedIn(descriptor) {
  try {
    const stat = fstatSync(descriptor);
    const readable = stat.isFile() || stat.isFIFO() || stat.isSocket() || stat.isCharacterDevice();
    return readable && !isOwnPipe(descriptor);
  } catch {
    return false; // not open
  }
}

/**
 * Node's own pipes have their writing end in this process too; one that was passed in has it elsewhere (Linux; unknown is "no").
 * @param {number} descriptor
 */
function isOwnPipe(descriptor) {
  try {
    const target = readlinkSync(`/proc/self/fd/${String(descriptor)}`);
    if (!target.startsWith("pipe:")) return false;
    return readdirSync("/proc/self/fd").some((other) => isWritingEnd(other, target));
  } catch {
    return false;
  }
}

/**
 * @param {string} descriptor
 * @param {string} target a pipe
 */
function isWritingEnd(descriptor, target) {
  try {
    if (readlinkSync(`/proc/self/fd/${descriptor}`) !== target) return false;
    const flags =
      /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"))?.[1] ?? "0";
    return (Number.parseInt(flags, 8) & accessMode) !== 0;
  } catch {
    return false; // closed meanwhile
  }
}

/**
 * The child's descriptors: the three standard ones, and the passphrase's under its own number.
 * @param {number | undefined} descriptor
 * @returns {("inherit" | "ignore" | number)[]}
 */
export function childStdio(descriptor) {
  /** @type {("inherit" | "ignore" | number)[]} */
  const stdio = ["inherit", "inherit", "inherit"];
  if (descriptor === undefined || descriptor < 3) return stdio;
  while (stdio.length < descriptor) stdio.push("ignore");
  stdio.push(descriptor);
  return stdio;
}
