import { MAX_CHANGES, type MachineEvent } from "../look.ts";
import { MAX_TEXT, shown, textReading } from "./reading.ts";

/** A line of these logs is below 1 KiB; apt's list of packages can be long and is read from dpkg's log instead. */
const MAX_LINE = 1024;

/**
 * One line of a package manager's log. Times: dpkg and dnf4 write local time without a zone; `offsetMinutes` is what this machine adds to UTC now,
 * so around the change to summer time they can be an hour off.
 */
const FORMATS: readonly {
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray) => Raw | null;
}[] = [
  // /var/log/dpkg.log: "2026-11-21 09:58:01 upgrade nvidia-driver:amd64 580.1-1 580.95.05-1"
  {
    pattern:
      /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:install|upgrade) ([a-z0-9][a-z0-9.+-]{0,100})(?::[a-z0-9]{1,12})? (\S{1,80}) (\S{1,80})$/,
    read: ([, date = "", time = "", name = "", , version = ""]) => ({
      local: `${date}T${time}`,
      name,
      version,
    }),
  },
  // /var/log/pacman.log: "[2026-11-21T09:58:01+0100] [ALPM] upgraded linux (6.12.1.arch1-1 -> 6.12.2.arch1-1)"
  {
    pattern:
      /^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d\d):?(\d\d)\] \[ALPM\] (?:installed|upgraded|downgraded) ([a-z0-9@_][a-z0-9@._+-]{0,100}) \((?:\S{1,80} -> )?(\S{1,80})\)$/,
    read: ([, at = "", hours = "", minutes = "", name = "", version = ""]) => ({
      zoned: `${at}${hours}:${minutes}`,
      name,
      version,
    }),
  },
  // /var/log/dnf.rpm.log: "2026-11-21T09:58:01+0100 SUBDEBUG Upgrade: kernel-core-6.12.2-200.fc43.x86_64"
  {
    pattern:
      /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:([+-]\d\d):?(\d\d)|Z) (?:SUBDEBUG|INFO) (?:Install|Installed|Upgrade|Upgraded): ([A-Za-z0-9][\w.+-]{0,150})$/,
    read: ([, at = "", hours, minutes, whole = ""]) => {
      // NAME-VERSION-RELEASE.ARCH
      const [, name, version] = /^(.+)-([^-]+-[^-]+)\.[a-z0-9_]+$/.exec(whole) ?? [];
      return name === undefined || version === undefined
        ? null
        : { zoned: hours === undefined ? `${at}Z` : `${at}${hours}:${minutes ?? "00"}`, name, version };
    },
  },
  // /var/log/dnf5.log: '2026-04-30T03:56:52+0000 [18165] INFO RPM callback install start "kernel-core-0:6.12.2-200.fc43.x86_64" total 9084'
  {
    pattern:
      /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d\d):?(\d\d) \[\d{1,10}\] INFO RPM callback install start "([A-Za-z0-9][\w.+~^-]{0,150})-(\d{1,6}:[\w.+~^]{1,80}-[\w.+~^]{1,80})\.[a-z0-9_]{1,12}" total \d{1,12}$/,
    read: ([, at = "", hours = "", minutes = "", name = "", version = ""]) => ({
      zoned: `${at}${hours}:${minutes}`,
      name,
      version,
    }),
  },
];

interface Raw {
  readonly local?: string;
  readonly zoned?: string;
  readonly name: string;
  readonly version: string;
}

/** Packages that were installed or upgraded, out of the end of a log, oldest first, the newest 300. Lines of other kinds are passed over. */
export function readPackageLog(log: string, offsetMinutes: number): readonly MachineEvent[] {
  const events: MachineEvent[] = [];
  for (const line of log.split("\n")) {
    const event = line.length > MAX_LINE ? null : readLine(line, offsetMinutes);
    if (event) events.push(event);
  }
  return events.slice(-MAX_CHANGES);
}

function readLine(line: string, offsetMinutes: number): MachineEvent | null {
  for (const { pattern, read } of FORMATS) {
    const match = pattern.exec(line);
    const raw = match && read(match);
    if (!raw) continue;
    const time =
      Date.parse(raw.zoned ?? `${raw.local ?? ""}Z`) - (raw.zoned === undefined ? offsetMinutes * 60_000 : 0);
    const [name, version] = [textReading(raw.name), textReading(raw.version)];
    if (Number.isNaN(time) || name.is !== "known") return null;
    return {
      at: new Date(time).toISOString(),
      name: name.value,
      version: version.is === "known" ? version.value : null,
      line: shown(line, MAX_TEXT),
    };
  }
  return null;
}
