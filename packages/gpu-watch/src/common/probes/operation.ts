import type { BaselineCard } from "../baseline/baseline.ts";
import { known, type Card } from "../card.ts";
import { eachCard, evidenceOf, finding, nameOf, pass, unknown, type Finding, type Probe } from "./scene.ts";
import { lostOf } from "./blind.ts";
import { installHint } from "./vendor-tool.ts";

/** Reasons to slow down that mean heat or power trouble; idling, caps and settings are ordinary. */
const TROUBLE: ReadonlySet<string> = new Set([
  "hw_slowdown",
  "hw_thermal_slowdown",
  "hw_power_brake_slowdown",
  "sw_thermal_slowdown",
  "throttled",
]);
/** Watts by which a power limit may differ from what it was: tools round. */
const POWER_TOLERANCE_W = 5;

/** Heat, power and clocks within their limits. */
export const operation: Probe = {
  id: "operation",
  title: "Heat, power and clocks",
  weight: 0.3,
  judge: (scene) => eachCard(scene, judgeCard),
};

function judgeCard(card: Card, before: BaselineCard | null, then: BaselineCard | null): Finding {
  const evidence = [
    ...evidenceOf(card, ["throttle"]),
    ...evidenceOf(card, ["temperature", "temperatureLimit", "memoryTemperature"], "C"),
    ...evidenceOf(card, ["power", "powerLimit", "powerDefault"], "W"),
    ...evidenceOf(card, ["clock", "clockMax"], "MHz"),
  ];
  const name = nameOf(card);
  const troubled = (known(card.throttle) ?? []).filter((reason) => TROUBLE.has(reason));
  const [temperature, limit] = [known(card.temperature), known(card.temperatureLimit)];
  if (temperature !== null && limit !== null && temperature >= limit)
    return finding(
      "warning",
      0.5,
      `${name} is at ${String(temperature)} °C; its limit is ${String(limit)}.`,
      "Check fans and dust, and give it less to do.",
      evidence,
    );
  if (troubled.length > 0)
    return finding(
      "warning",
      0.4,
      `${name} slows itself down: ${troubled.join(", ")}.`,
      "Check cooling and power supply.",
      evidence,
    );
  const raised = raisedLimit(card, before);
  if (raised !== null)
    return finding(
      "warning",
      0.3,
      `${name}: ${raised}`,
      "If you did not do this, somebody with administrator rights did.",
      evidence,
    );
  const blind = blindOf(card, before, then);
  if (blind.length > 0)
    return unknown(
      `Whether ${name} is within its limits cannot be told: ${blind.join(", ")} could not be read.`,
      installHint(card),
      evidence,
    );
  return pass(`${name} is within its limits and does not slow down for heat or power.`, evidence);
}

/** What was not told, in words. Limits count too: heat alone says nothing. */
function blindOf(card: Card, before: BaselineCard | null, then: BaselineCard | null): string[] {
  const noPowerLimit = card.powerLimit.is === "none" && lostOf(card, then, ["powerLimit"]).length === 0;
  const comparable = powerBefore(card, before) !== null && known(card.powerLimit) !== null;
  return [
    ...(known(card.throttle) === null ? ["whether it slows down"] : []),
    ...(known(card.temperature) === null ? ["its heat"] : []),
    ...(known(card.temperatureLimit) === null ? ["the limit of its heat"] : []),
    ...(noPowerLimit || comparable ? [] : ["the limit of its power"]),
  ];
}

function powerBefore(card: Card, before: BaselineCard | null): number | null {
  return before?.envelope.powerLimit ?? known(card.powerDefault);
}

function raisedLimit(card: Card, before: BaselineCard | null): string | null {
  const now = known(card.powerLimit);
  const was = powerBefore(card, before);
  return now !== null && was !== null && now > was + POWER_TOLERANCE_W
    ? `its power limit is ${String(now)} W instead of ${String(was)}.`
    : null;
}
