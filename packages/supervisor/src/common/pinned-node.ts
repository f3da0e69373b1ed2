/** The Node that children run; npm brings it (root package.json, platform packages). A test keeps both equal. */
export const PINNED_NODE = "26.10.0";
