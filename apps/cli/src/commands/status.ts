import type { HealthCheck, State } from "@casemate/contract";
import type { Command } from "commander";
import { printAnswer, table } from "../console/output.ts";
import { withSession } from "../console/session.ts";
import { jsonOption, type Common } from "./common-options.ts";

const MARKS: Record<HealthCheck["status"], string> = {
  ok: "ok",
  warn: "look",
  danger: "BAD",
  unknown: "unknown",
};

/** `casemate status` and `casemate doctor`. */
export function addStatusCommands(program: Command): void {
  jsonOption(program.command("status").description("how things stand, in a few lines")).action(status);
  jsonOption(program.command("doctor").description("check everything that can be checked")).action(doctor);
}

async function status(options: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ state, hosted }) => {
    const now = await state();
    printAnswer(
      {
        ok: now.health.level !== "recovery_required",
        text: statusText(now, hosted),
        json: { ...now, running: !hosted },
      },
      options.json,
    );
  });
}

function statusText(state: State, hosted: boolean): string {
  return [
    hosted
      ? "No console is running. This is what a fresh look says."
      : `A console is running since ${state.app.startedAt}.`,
    `Health: ${state.health.level}. ${state.health.sentence}`,
    table([
      ["Vault", state.vault.state],
      [
        "Runtime",
        state.runtime.modelName === null
          ? state.runtime.state
          : `${state.runtime.state} (${state.runtime.modelName})`,
      ],
      ["Log", `${state.ledger.state}, ${String(state.ledger.size ?? "unknown")} records`],
      ["Isolation", state.app.isolation.level],
      ...state.services.map((service) => [
        service.id,
        service.pid === null ? service.state : `${service.state}, process ${String(service.pid)}`,
      ]),
    ]),
  ].join("\n");
}

async function doctor(options: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const { checks } = await client.call("doctor.run", {});
    const text = checks
      .map(
        (check) =>
          `${MARKS[check.status].padEnd(8)}${check.title}. ${check.detail}${check.remedy === null ? "" : `\n        ${check.remedy}`}`,
      )
      .join("\n");
    printAnswer({ ok: checks.every((check) => check.status === "ok"), text, json: { checks } }, options.json);
  });
}
