import {
  ACTION,
  answer,
  assemble,
  DATA,
  jumpIfAbove,
  jumpIfAnyBit,
  jumpIfEqual,
  load,
  type Instruction,
} from "./bpf.ts";
import {
  AUDIT_ARCH,
  LAST_KNOWN_CALL,
  syscallNumber,
  X32_BIT,
  type SeccompArch,
  type Syscall,
} from "./syscalls.ts";

/** What runs behind the filter. They differ only in what may be done about sockets. */
export type SeccompProfile = "parser" | "runtime";

const EPERM = ACTION.errno(1);
const EROFS = ACTION.errno(30);
const ENOSYS = ACTION.errno(38);

/** Ways to reach another process, the kernel's configuration, devices, or code that is often attacked and never needed here. */
// prettier-ignore
const DENIED: readonly Syscall[] = [
  // other processes
  "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "pidfd_open", "pidfd_getfd",
  "pidfd_send_signal", "kcmp", "migrate_pages", "move_pages",
  // namespaces and mounts
  "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick",
  "mount_setattr", "unshare", "setns",
  // wide kernel interfaces with a history of holes
  "keyctl", "add_key", "request_key", "bpf", "userfaultfd", "perf_event_open", "io_uring_setup", "io_uring_enter",
  "io_uring_register", "fanotify_init", "memfd_secret", "mbind", "set_mempolicy", "set_mempolicy_home_node",
  // files by handle instead of by path, device nodes
  "open_by_handle_at", "name_to_handle_at", "mknod", "mknodat",
  // System V and POSIX queues: a way to leave data for others
  "shmget", "semget", "msgget", "mq_open",
  // the machine itself
  "kexec_load", "kexec_file_load", "create_module", "init_module", "finit_module", "delete_module", "reboot", "swapon",
  "swapoff", "acct", "quotactl", "quotactl_fd", "nfsservctl", "lookup_dcookie", "syslog", "settimeofday", "clock_settime",
  "clock_adjtime", "adjtimex", "sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt", "vhangup", "uselib", "ustat",
  "sysfs", "_sysctl", "personality",
  // new processes; `clone` is judged below
  "fork", "vfork",
  // nobody is served from a box
  "socketpair", "listen", "accept", "accept4",
];

/**
 * Changes of files. The box's own root is read-only, but a descriptor that was handed over leads back to a file outside: its owner could
 * open it again through /proc/self/fd for writing, empty it, or change its mode and times.
 */
// prettier-ignore
const CHANGING: readonly Syscall[] = [
  "creat", "truncate", "ftruncate", "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "utime", "utimes",
  "utimensat", "futimesat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr", "rename", "renameat",
  "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
];

/** O_WRONLY, O_RDWR, O_CREAT and O_TRUNC: the same on both architectures. */
const OPENED_FOR_CHANGE = 0o1103;

/** The parser needs no socket at all: its IPC channel was open before it started. */
const PARSER_DENIED: readonly Syscall[] = ["socket", "connect", "bind"];

const CLONE_THREAD = 0x00010000;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET and CLONE_NEWTIME. */
const CLONE_NEW_ANY = 0x7e020080;
const AF_INET = 2;
const AF_INET6 = 10;
/** Push a character into a terminal's input, and the console's variant. */
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;

/**
 * The compiled filter for bubblewrap's `--seccomp`. Another ABI than the machine's own kills the process; a denied call answers
 * EPERM (EROFS for changes of files); a call newer than our tables answers ENOSYS, as an older kernel would. Processes cannot be made, threads can.
 * `runtime` may open IPv4 and IPv6 sockets so that attempts are counted by its (empty) network namespace instead of being invisible.
 */
export function seccompFilter(arch: SeccompArch, profile: SeccompProfile): Uint8Array {
  const denied = profile === "parser" ? [...DENIED, ...PARSER_DENIED] : DENIED;
  return assemble([
    load(DATA.arch),
    jumpIfEqual(AUDIT_ARCH[arch], 1, 0),
    answer(ACTION.killProcess),
    load(DATA.number),
    // The x32 bit makes the number huge, and so does -1, which a tracer uses to skip a call.
    ...(arch === "x64" ? [jumpIfAnyBit(X32_BIT, 0, 1), answer(ACTION.killProcess)] : []),
    jumpIfAbove(LAST_KNOWN_CALL, 0, 1),
    answer(ENOSYS),
    ...denied.flatMap((name) => when(arch, name, [answer(EPERM)])),
    ...CHANGING.flatMap((name) => when(arch, name, [answer(EROFS)])),
    ...when(arch, "open", refuseChange(1)),
    ...when(arch, "openat", refuseChange(2)),
    // Its flags lie in memory, which a filter cannot read. Callers fall back to openat.
    ...when(arch, "openat2", [answer(ENOSYS)]),
    // glibc falls back from clone3 to clone, whose flags are visible to a filter.
    ...when(arch, "clone3", [answer(ENOSYS)]),
    ...when(arch, "clone", [
      load(DATA.argLow(0)),
      jumpIfAnyBit(CLONE_NEW_ANY, 1, 0),
      jumpIfAnyBit(CLONE_THREAD, 1, 0),
      answer(EPERM),
      answer(ACTION.allow),
    ]),
    ...when(arch, "ioctl", [
      load(DATA.argLow(1)),
      jumpIfEqual(TIOCSTI, 1, 0),
      jumpIfEqual(TIOCLINUX, 0, 1),
      answer(EPERM),
      answer(ACTION.allow),
    ]),
    ...(profile === "runtime"
      ? when(arch, "socket", [
          load(DATA.argLow(0)),
          jumpIfEqual(AF_INET, 2, 0),
          jumpIfEqual(AF_INET6, 1, 0),
          answer(EPERM),
          answer(ACTION.allow),
        ])
      : []),
    answer(ACTION.allow),
  ]);
}

/** Files can be opened for reading only. `flags`: which argument holds the flags. */
function refuseChange(flags: number): Instruction[] {
  return [
    load(DATA.argLow(flags)),
    jumpIfAnyBit(OPENED_FOR_CHANGE, 0, 1),
    answer(EROFS),
    answer(ACTION.allow),
  ];
}

/** Runs `block`, which ends in answers, when the loaded number is this call's; else goes on after it. */
function when(arch: SeccompArch, name: Syscall, block: readonly Instruction[]): Instruction[] {
  const number = syscallNumber(arch, name);
  return number === undefined ? [] : [jumpIfEqual(number, 0, block.length), ...block];
}
