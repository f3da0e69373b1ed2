/** Bounds on what a stranger's bundle may ask a reader to do. The format page and both other verifiers have the same figures. */

/** Largest archive. A browser holds all of it at once; 100,000 records take some 90 MB. */
export const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
/** Records with their fields in one bundle: more than a machine writes in a year, and still verified in seconds. */
export const MAX_BUNDLE_RECORDS = 200_000;
/** A record has at most 40 fields; 32 facts of 500 characters, each escaped twice, stay below. */
export const MAX_LINE_CHARACTERS = 256 * 1024;
/** Eight members of a record, 32 facts. Room for later ones. */
export const MAX_FIELDS = 64;
/** A manifest lists 15 files and what was hidden. */
export const MAX_MANIFEST_BYTES = 64 * 1024;
/** Names of fields that one export can hide. */
export const MAX_HIDDEN_NAMES = 64;
/** Largest exact integer of JSON readers everywhere has 16 digits; a log's sizes have 15. */
export const MAX_INDEX = 999_999_999_999_999;
/** Complete subtrees beyond this height are larger than any log. */
export const MAX_LEVEL = 49;
