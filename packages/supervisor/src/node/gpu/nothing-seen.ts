import type { Look } from "@casemate/gpu-watch";

/** What is known when the child does not answer: nothing. */
export function nothingSeen(at: string): Look {
  return {
    at,
    platform: process.platform,
    cards: null,
    leftOut: 0,
    sources: [
      { name: "gpu-watch", state: "failed", why: "The process that looks at accelerators did not answer." },
    ],
    modules: null,
    nodes: null,
    events: null,
    changes: null,
    kernel: null,
    bootId: null,
    hypervisor: null,
    hypervisorBy: null,
    onBattery: null,
  };
}
