import { buildServices } from "./lib/bundle.mjs";

/** Tests that start children run the same bundles that ship. */
export default async function setup(): Promise<void> {
  await buildServices();
}
