import { readUpTo } from "../byte-source.ts";
import { latin1 } from "../text.ts";
import { notAdmitted, type Sniffer } from "./define-sniffer.ts";
import { kerasCode } from "./keras-code.ts";

const MAGIC = "\x89HDF\r\n\x1a\n";
/** A user block may stand in front; the signature is then at one of these places. */
const PLACES = [0, 512, 1024, 2048, 4096, 8192];
/** Bytes searched for a Keras configuration, which stands near the beginning. */
const SEARCHED = 1024 * 1024;

/** HDF5 files, with what a Keras configuration in them would do. */
export const sniffHdf5: Sniffer = (_head, source) => {
  const at = PLACES.find((place) => latin1(readUpTo(source, place, MAGIC.length)) === MAGIC);
  if (at === undefined) return null;
  const code = kerasCode(latin1Large(readUpTo(source, at, SEARCHED)));
  return notAdmitted("HDF5", {
    rule: "format.hdf5",
    offset: at,
    length: MAGIC.length,
    message: `This is an HDF5 file, as Keras writes. ${code ?? "Keras models in HDF5 can hold Python code that runs when they are loaded."}`,
  });
};

function latin1Large(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
