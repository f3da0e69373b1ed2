import type { GpuAnswerDepth, GpuAnswerPlan, GpuTests } from "@casemate/contract";

/** Between two quick tests while nothing works, in milliseconds: each takes a second or two of the card and of one core. */
export const QUICK_MS = 5 * 60_000;
/** Between two deep tests, in milliseconds. */
export const DEEP_MS = 7 * 24 * 60 * 60_000;
/** Who has just read an answer may ask the next question: no quick test begins sooner after the last word, in milliseconds. */
export const QUICK_REST_MS = 15_000;
/** Who loads a model often asks it at once: the test after loading waits this long, in milliseconds, and for the answer if there is one. */
export const LOADED_REST_MS = 2000;
/** The machine has rested this long before a deep test begins, in milliseconds: it takes most of the card's free memory. */
export const REST_MS = 10 * 60_000;
/** A test that said nothing of a card (no browser, no driver) is repeated after twice the time, and so on up to this many milliseconds. */
export const FRUITLESS_MOST_MS = 6 * 60 * 60_000;

/** How things stand when somebody asks what to test. Times in milliseconds. */
export interface AnswerMoment {
  /** What the person lets run. */
  readonly tests: GpuTests;
  /** False until the vault was open once: before that nobody knows what the person chose. */
  readonly chosen: boolean;
  /** null: nobody could look. */
  readonly cards: number | null;
  /** A model answers, or is being loaded. */
  readonly working: boolean;
  readonly loaded: boolean;
  /** A model was loaded, and nothing was tested since. */
  readonly justLoaded: boolean;
  readonly onBattery: boolean;
  /** Since something worked last, or since the start. */
  readonly restedMs: number;
  /** Since the last test of any depth ended; null: none since the start. */
  readonly sinceMs: number | null;
  /** Since the last deep test that ended, on this machine; null: never. */
  readonly sinceDeepMs: number | null;
  /** Since a person stopped a deep test; null: nobody did. */
  readonly declinedMs: number | null;
  /** Tests in a row that said nothing of a card. */
  readonly fruitless: number;
}

export interface AnswerDue {
  /** What to test now. */
  readonly due: GpuAnswerDepth | null;
  /** What a person is told. */
  readonly plan: GpuAnswerPlan;
  /** Until the next quick test, if nothing works by then; null: nobody can say. */
  readonly inMs: number | null;
}

/** A deep test that a person stopped is not begun again before a day has passed, in milliseconds. */
const DECLINED_MS = 24 * 60 * 60_000;

/** What is tested without being asked for. Never while a model answers; on battery only what was just loaded. */
export function answerDue(moment: AnswerMoment): AnswerDue {
  const plan = planOf(moment);
  if (plan !== "by_itself" && !(plan === "battery" && moment.justLoaded))
    return { due: null, plan, inMs: null };
  const quiet = moment.justLoaded ? LOADED_REST_MS : QUICK_REST_MS;
  const loaded = moment.justLoaded && moment.fruitless === 0;
  const inMs = Math.max(loaded ? 0 : quickRest(moment), quiet - moment.restedMs);
  // A deep test is more than a quick one.
  const due = deepIsDue(moment) ? "deep" : inMs <= 0 ? "quick" : null;
  return { due, plan, inMs: plan === "battery" ? null : Math.max(0, inMs) };
}

function planOf({ tests, cards, working, onBattery }: AnswerMoment): GpuAnswerPlan {
  if (tests === "off") return "off";
  if (cards === null) return "unknown";
  if (cards === 0) return "no_card";
  if (working) return "working";
  return onBattery ? "battery" : "by_itself";
}

function quickRest({ sinceMs, fruitless }: AnswerMoment): number {
  if (sinceMs === null) return 0;
  return Math.max(0, waitMs(fruitless) - sinceMs);
}

/** Five minutes, and twice as long for each test that said nothing. */
function waitMs(fruitless: number): number {
  return Math.min(FRUITLESS_MOST_MS, QUICK_MS * 2 ** Math.min(fruitless, 10));
}

function deepIsDue(moment: AnswerMoment): boolean {
  const { tests, chosen, loaded, onBattery, restedMs, sinceDeepMs, declinedMs } = moment;
  if (tests !== "weekly" || !chosen || loaded || onBattery || restedMs < REST_MS) return false;
  if (declinedMs !== null && declinedMs < DECLINED_MS) return false;
  if (moment.fruitless > 0 && quickRest(moment) > 0) return false;
  return sinceDeepMs === null || sinceDeepMs >= DEEP_MS;
}
