import { expect, it } from "vitest";
import { requestId } from "./request-id.ts";

const id = "0123456789abcdef".repeat(2);

it.each([
  [`#${id}`, id],
  [`#/${id}`, id],
  ["", null],
  ["#", null],
  [`#${id}0`, null],
  [`#${id.toUpperCase()}`, null],
  [`#${id}&x=1`, null],
])("reads %j as %j", (hash, wanted) => {
  expect(requestId(hash)).toBe(wanted);
});
