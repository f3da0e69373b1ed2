import { CSV_FIELDS } from "../common/sources/nvidia-smi-csv.ts";

/** A program of the system or a vendor, by absolute path, and what it is asked. No argument comes from anybody else. */
export interface Tool {
  readonly name: string;
  readonly paths: readonly string[];
  readonly args: readonly string[];
}

const NVIDIA_SMI = [
  "/usr/bin/nvidia-smi",
  "/usr/lib/wsl/lib/nvidia-smi",
  "/usr/local/nvidia/bin/nvidia-smi",
  "C:\\Windows\\System32\\nvidia-smi.exe",
];
const AMD_SMI = ["/usr/bin/amd-smi", "/opt/rocm/bin/amd-smi"];
/** Newest lines of the kernel's log of this start of the machine. */
const KERNEL_LINES = "20000";

export const TOOLS = {
  nvidiaReport: { name: "nvidia-smi -q -x", paths: NVIDIA_SMI, args: ["-q", "-x"] },
  nvidiaQuery: {
    name: "nvidia-smi --query-gpu",
    paths: NVIDIA_SMI,
    args: [`--query-gpu=${CSV_FIELDS.join(",")}`, "--format=csv,noheader,nounits"],
  },
  amdStatic: { name: "amd-smi static", paths: AMD_SMI, args: ["static", "--json"] },
  amdMetric: { name: "amd-smi metric", paths: AMD_SMI, args: ["metric", "--json"] },
  rocm: { name: "rocm-smi", paths: ["/usr/bin/rocm-smi", "/opt/rocm/bin/rocm-smi"], args: ["-a", "--json"] },
  systemProfiler: {
    name: "system_profiler",
    paths: ["/usr/sbin/system_profiler"],
    args: ["SPDisplaysDataType", "-json"],
  },
  ioreg: { name: "ioreg", paths: ["/usr/sbin/ioreg"], args: ["-a", "-r", "-d", "1", "-c", "IOAccelerator"] },
  journal: {
    name: "journalctl -k",
    paths: ["/usr/bin/journalctl", "/bin/journalctl"],
    args: ["-k", "-b", "-q", "--no-pager", "-o", "short-iso", "-n", KERNEL_LINES],
  },
  dmesg: { name: "dmesg", paths: ["/usr/bin/dmesg", "/bin/dmesg"], args: ["--color=never"] },
} as const satisfies Record<string, Tool>;

/** What came of asking. */
export type Answer =
  | { readonly state: "ok"; readonly output: string }
  | { readonly state: "absent" }
  | { readonly state: "failed"; readonly why: string };

export type RunTool = (tool: Tool) => Promise<Answer>;
