import type { Check } from "../check.ts";
import { checkAddedMessages } from "./added-messages.ts";
import { checkAttributes } from "./attributes.ts";
import { checkCalls } from "./calls.ts";
import { checkContentGates } from "./content-gates.ts";
import { checkConversation } from "./conversation.ts";
import { checkHiddenNames } from "./hidden-names.ts";
import { checkIncludes } from "./includes.ts";
import { checkInstructions } from "./instructions.ts";
import { checkLinks } from "./links.ts";
import { checkLookAlikes } from "./look-alikes.ts";
import { checkLoops } from "./loops.ts";
import { checkRecursion } from "./recursion.ts";
import { checkRewrites } from "./rewrites.ts";
import { checkTimeGates } from "./time-gates.ts";

/** Every check of a parsed template. */
export const CHECKS: readonly Check[] = [
  checkAttributes,
  checkCalls,
  checkHiddenNames,
  checkIncludes,
  checkLoops,
  checkRecursion,
  checkContentGates,
  checkRewrites,
  checkAddedMessages,
  checkTimeGates,
  checkInstructions,
  checkLinks,
  checkLookAlikes,
  checkConversation,
];
