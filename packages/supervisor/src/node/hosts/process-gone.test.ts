import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { killProcess, processIsGone, rememberProcess } from "./process-gone.ts";

it("a process is gone after it ended and not before", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const pid = child.pid ?? 0;
  rememberProcess(pid);
  expect(processIsGone(pid)).toBe(false);
  killProcess(pid);
  await once(child, "exit");
  expect(processIsGone(pid)).toBe(true);
  killProcess(pid);
});

it("this process is not gone, and a number nobody has is", () => {
  expect([processIsGone(process.pid), processIsGone(2 ** 30)]).toEqual([false, true]);
});
