import { expect, it } from "vitest";
import { parseSnmp, parseSnmp6, readNetCounters } from "./net-counters.ts";

const SNMP = `Ip: Forwarding DefaultTTL OutNoRoutes
Ip: 2 64 3
Tcp: RtoAlgorithm MaxConn ActiveOpens
Tcp: 1 -1 2
`;

it("names and values of the kernel's table are paired by column", () => {
  expect(Object.fromEntries(parseSnmp(SNMP))).toEqual({
    "Ip.Forwarding": 2,
    "Ip.DefaultTTL": 64,
    "Ip.OutNoRoutes": 3,
    "Tcp.RtoAlgorithm": 1,
    "Tcp.MaxConn": -1,
    "Tcp.ActiveOpens": 2,
  });
  expect(Object.fromEntries(parseSnmp6("Ip6OutNoRoutes    \t7\nUdp6OutDatagrams 0\n"))).toEqual({
    Ip6OutNoRoutes: 7,
    Udp6OutDatagrams: 0,
  });
});

it("a table that was cut off or mixed up yields no field it does not hold", () => {
  expect(parseSnmp("Ip: A B\n").size).toBe(0);
  expect(parseSnmp("Ip: A\nTcp: 1\n").size).toBe(0);
  expect(Number.isNaN(parseSnmp("Ip: A B\nIp: 1\n").get("Ip.B"))).toBe(true);
});

it("what cannot be read is unknown, and so are the machine's own numbers", () => {
  expect(readNetCounters(2 ** 30)).toEqual({ attempts: null, netns: null });
  expect(readNetCounters(process.pid).attempts).toBe(null);
});
