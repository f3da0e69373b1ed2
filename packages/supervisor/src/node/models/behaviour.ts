import { RpcError, type Finding, type StageResult } from "@casemate/contract";
import { runBehaviour } from "@casemate/inference";
import type { JobControl } from "../../common/jobs.ts";
import type { Context } from "../console/context.ts";
import type { ServiceHandle } from "../hosts/spawn-service.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import type { BehaviourCheck } from "./inspection.ts";
import { startRuntime } from "./runtime-process.ts";

type Result = { stage: StageResult; findings: Finding[] };
