import type { Arg } from "@casemate/contract";
import type { computeContract } from "../common/compute-contract.ts";
import { DeviceError } from "../common/webgpu/device.ts";
import { findBrowser } from "./browser/places.ts";

type Order = Pick<Arg<(typeof computeContract)["compute.run"]>, "browser" | "window">;

/**
 * Whether it is computed in the hidden window. A browser that a person named is always used; one that is found comes first unless the window is to: it has a
 * graphics process of its own, while the window shares that of the windows which people look at.
 */
export function takesWindow({ browser, window }: Order, find: typeof findBrowser = findBrowser): boolean {
  if (browser !== null || window === "none") return false;
  if (window === "first") return true;
  try {
    find(null);
    return false;
  } catch (error) {
    if (error instanceof DeviceError) return true;
    throw error;
  }
}
