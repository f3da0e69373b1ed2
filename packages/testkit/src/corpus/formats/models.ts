import { gzipSync } from "node:zlib";
import { ByteWriter } from "../../byte-writer.ts";
import { buildTar } from "../../tar-builder.ts";
import { zipOf } from "../../zip-builder.ts";
import type { CorpusRow } from "../row.ts";
import { latin1, refused } from "../twin.ts";

/** A protobuf field of bytes. */
function field(number: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === "string" ? latin1(content) : content;
  return new ByteWriter()
    .u8(number * 8 + 2)
    .u8(bytes.length)
    .raw(bytes)
    .bytes();
}

function joined(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? latin1(part) : part)]));
}

const EXTERNAL = field(13, joined(field(1, "location"), field(2, "../../etc/passwd")));
const ONNX_HEAD = "\x08\x08\x12\x07pytorch\x1a\x032.1";
const NODE = joined(field(1, "reader"), field(2, "ReadFile"));
const LAMBDA =
  '{"class_name": "Functional", "config": {"layers": [{"class_name": "Lambda", "module": "keras.layers"}]}}';
const FOREIGN = '{"class_name": "run", "module": "subprocess"}';

/** Models in formats that are not admitted. */
export const OTHER_MODELS: readonly CorpusRow[] = [
  refused("HDF5", "format.hdf5", "\x89HDF\r\n\x1a\n\0\0\0\0"),
  refused("HDF5 with a Lambda layer", "format.hdf5", `\x89HDF\r\n\x1a\n\0\0\0\0${LAMBDA}`),
  refused("HDF5 behind a user block", "format.hdf5", `${"\0".repeat(512)}\x89HDF\r\n\x1a\n`),
  refused(
    "Keras archive",
    "format.keras",
    zipOf({ "metadata.json": latin1("{}"), "config.json": latin1("{}") }),
  ),
  refused(
    "Keras archive with a Lambda layer",
    "format.keras",
    zipOf({ "metadata.json": latin1("{}"), "config.json": latin1(LAMBDA) }),
  ),
  refused(
    "Keras archive that loads a module",
    "format.keras",
    zipOf({ "metadata.json": latin1("{}"), "config.json": latin1(FOREIGN) }),
  ),
  refused("ONNX", "format.onnx", `${ONNX_HEAD}\x3a\x02\x0a\x00\x42\x02\x10\x11`),
  refused(
    "ONNX with data elsewhere",
    "format.onnx",
    joined(ONNX_HEAD, field(7, field(5, EXTERNAL)), "\x42\x02\x10\x11"),
  ),
  refused(
    "TensorFlow SavedModel",
    "format.tensorflow",
    joined("\x08\x01", field(2, field(2, field(1, NODE)))),
  ),
  refused(
    "TensorFlow graph",
    "format.tensorflow",
    joined(field(1, NODE), field(1, NODE), field(4, "\x08\x01")),
  ),
  refused("TensorFlow archive", "format.tensorflow", zipOf({ "saved_model.pb": latin1("\x08\x01") })),
  refused("TensorFlow Lite", "format.tflite", "\x1c\0\0\0TFL3\0\0\0\0"),
  refused("ExecuTorch", "format.executorch", "\x1c\0\0\0ET12\0\0\0\0"),
  refused("TensorRT", "format.tensorrt", "ftrt\0\0\0\x01"),
  refused("Core ML", "format.coreml", joined("\x08\x05", field(2, "\x0a\0"), "\xa2\x1f\x02\x08\x01")),
  refused(
    "Core ML package",
    "format.coreml",
    zipOf({ "Manifest.json": latin1("{}"), "Data/com.apple.CoreML/model.mlmodel": latin1("x") }),
  ),
  refused("MXNet", "format.mxnet", "\x12\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0"),
  refused("Torch7", "format.torch7", "\x04\0\0\0\x01\0\0\0\x03\0\0\0V 1\x0a\0\0\0nn.Linear_"),
  refused("Torch7 as text", "format.torch7", "4\n1\n3\nV 1\n9\nnn.Linear\n"),
  refused(
    "PMML",
    "format.xml-model",
    '<?xml version="1.0"?>\n<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">',
  ),
  refused("OpenVINO", "format.xml-model", '<?xml version="1.0"?>\n<net name="model" version="11">'),
  refused("R value", "format.r-data", new Uint8Array(gzipSync(latin1("X\n\0\0\0\x03\0\x04\0\0")))),
  refused("R session", "format.r-data", "RDX3\nX\n\0\0\0\x03"),
  refused("Flax", "format.flax", "\x81\xa6params\x81\xa6kernel\xc7\x10\x01\x93\x91\x04\xa7float32"),
  refused(
    "skops",
    "format.skops",
    zipOf({ "schema.json": latin1('{"__class__": "system", "__module__": "os"}') }),
  ),
  refused(
    "Paddle",
    "format.paddle",
    field(1, joined("\x08\0\x10\xff\xff\xff\xff\x0f", field(3, "\x0a\x04feed"))),
  ),
  refused("CatBoost", "format.tree-model", "CBM1\x10\0\0\0"),
  refused("XGBoost, binary", "format.tree-model", "{L\0\0\0\0\0\0\0\x07learner{"),
  refused("XGBoost, JSON", "format.tree-model", '{"learner":{"attributes":{}}}'),
  refused("LightGBM", "format.tree-model", "tree\nversion=v4\nnum_class=1\n"),
  refused(
    "NeMo",
    "format.nemo",
    buildTar([
      { name: "./model_config.yaml", data: latin1("target: nemo.Model\n") },
      { name: "./model_weights.ckpt", data: latin1("x") },
    ]),
  ),
  refused(
    "joblib",
    "format.pickle",
    "\x80\x04\x8c\x13joblib.numpy_pickle\x8c\x11NumpyArrayWrapper\x93)\x81.",
  ),
  refused(
    "TorchScript",
    "format.torch-zip",
    zipOf({ "m/code/__torch__.py": latin1("x"), "m/constants.pkl": latin1("\x80\x02).") }),
  ),
  refused(
    "TorchServe",
    "format.torch-zip",
    zipOf({ "MAR-INF/MANIFEST.json": latin1("{}"), "handler.py": latin1("import os") }),
  ),
  refused(
    "NumPy array",
    "format.npy",
    "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n",
  ),
  refused("NumPy archive", "format.npy", zipOf({ "weights.npy": latin1("x") })),
  refused("GGML of 2023", "format.ggml", "tjgg\x03\0\0\0"),
  refused("GGML adapter", "format.ggml", "algg\x01\0\0\0"),
  refused("saved session", "format.saved-state", "nsgg\x09\0\0\0"),
  refused("GGUF with the magic backwards", "format.gguf-big-endian", "FUGG\0\0\0\x03"),
];
