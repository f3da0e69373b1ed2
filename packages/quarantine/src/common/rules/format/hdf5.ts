import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatHdf5 = defineRule({
  id: "format.hdf5",
  severity: "high",
  asks: "refuse",
  why: "HDF5 models of Keras can hold pickled or marshalled code.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2025-9905"],
});
