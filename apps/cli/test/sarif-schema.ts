/**
 * The part of SARIF 2.1.0 (OASIS, section 3) that our log uses, written from the specification and stricter than it: a property that is
 * not named here is refused, and what the specification recommends for results of analysis tools is required. It covers run, tool,
 * toolComponent, reportingDescriptor, artifact, result, location, physicalLocation, artifactLocation, region and logicalLocation.
 */
const text = object({ text: { type: "string", minLength: 1 } });
const level = { enum: ["none", "note", "warning", "error"] };
const index = { type: "integer", minimum: 0 };
const uri = { type: "string", format: "uri" };

const descriptor = object({
  id: { type: "string", minLength: 1 },
  shortDescription: text,
  help: text,
  defaultConfiguration: object({ level }),
  properties: object({
    "security-severity": { type: "string", pattern: "^(10\\.0|\\d\\.\\d)$" },
    tags: { type: "array", uniqueItems: true, items: { type: "string" } },
  }),
});

const artifact = object(
  {
    location: object({ uri }),
    length: index,
    hashes: object({ "sha-256": { type: "string", pattern: "^[0-9a-f]{64}$" } }),
    properties: object({ verdict: { enum: ["admit", "hold", "refuse"] } }),
  },
  ["length", "hashes"],
);

const location = object(
  {
    physicalLocation: object(
      {
        artifactLocation: object({ uri, index }),
        region: object({ byteOffset: index, byteLength: index }, ["byteLength"]),
      },
      ["region"],
    ),
    logicalLocations: { type: "array", items: object({ name: { type: "string" } }) },
  },
  ["logicalLocations"],
);

const result = object({
  ruleId: { type: "string", minLength: 1 },
  ruleIndex: index,
  level,
  message: text,
  locations: { type: "array", minItems: 1, items: location },
  partialFingerprints: {
    type: "object",
    minProperties: 1,
    propertyNames: { pattern: "^[^/]+/v\\d+$" },
    additionalProperties: { type: "string", minLength: 1 },
  },
});

const driver = object({
  name: { const: "Casemate" },
  version: { type: "string", minLength: 1 },
  rules: { type: "array", uniqueItems: true, items: descriptor },
});

export const SARIF_SCHEMA = object({
  $schema: uri,
  version: { const: "2.1.0" },
  runs: {
    type: "array",
    minItems: 1,
    items: object({
      tool: object({ driver }),
      columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
      artifacts: { type: "array", uniqueItems: true, items: artifact },
      results: { type: "array", items: result },
    }),
  },
});

/** An object with these properties and no others; all are required but the optional ones. */
function object(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", additionalProperties: false, properties, required };
}
