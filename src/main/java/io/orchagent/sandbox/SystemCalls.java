package io.orchagent.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * The numbers of the system calls that the filter looks at, for the processors we know.
 *
 * @param architecture the kernel's audit number
 * @param foreignFrom numbers from here on belong to another calling convention; 0 for none
 * @param refused answered with "not permitted"
 * @param absent answered with "no such call", so that libraries use another way
 */
record SystemCalls(
    int architecture,
    int foreignFrom,
    int cloneCall,
    int ioctlCall,
    int socketCall,
    List<Integer> refused,
    List<Integer> absent) {

  // Numbers are the same everywhere since 5.1: io_uring, the new mount calls, pidfd_getfd,
  // mount_setattr, quotactl_fd, memfd_secret, statmount, listmount, open_tree_attr
  private static final List<Integer> NEWER =
      List.of(425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442, 443, 447, 457, 458, 467);

  private static final int CLONE3 = 435;

  static final SystemCalls X86_64 =
      new SystemCalls(
          0xC000003E,
          0x40000000,
          56,
          16,
          41,
          List.of(
              // ptrace, syslog, uselib, ustat, sysfs, vhangup, modify_ldt, pivot_root, _sysctl
              101,
              103,
              134,
              136,
              139,
              153,
              154,
              155,
              156,
              // adjtimex, chroot, acct, settimeofday, mount, umount2, swapon, swapoff, reboot
              159,
              161,
              163,
              164,
              165,
              166,
              167,
              168,
              169,
              // sethostname, setdomainname, iopl, ioperm, create_module … query_module
              170,
              171,
              172,
              173,
              174,
              175,
              176,
              177,
              178,
              // quotactl, nfsservctl, lookup_dcookie, clock_settime, mbind, set_mempolicy
              179,
              180,
              212,
              227,
              237,
              238,
              // kexec_load, add_key, request_key, keyctl, migrate_pages, unshare, move_pages
              246,
              248,
              249,
              250,
              256,
              272,
              279,
              // perf_event_open, fanotify_init, name_to_handle_at, open_by_handle_at
              298,
              300,
              303,
              304,
              // clock_adjtime, setns, process_vm_readv, process_vm_writev, kcmp, finit_module
              305,
              308,
              310,
              311,
              312,
              313,
              // kexec_file_load, bpf, userfaultfd
              320,
              321,
              323),
          // memfd_create and shmget keep memory that no process shows as its own
          List.of(319, 29, CLONE3));

  static final SystemCalls AARCH64 =
      new SystemCalls(
          0xC00000B7,
          0,
          220,
          29,
          198,
          List.of(
              // lookup_dcookie, umount2, mount, pivot_root, nfsservctl, chroot, vhangup, quotactl
              18,
              39,
              40,
              41,
              42,
              51,
              58,
              60,
              // acct, unshare, kexec_load, init_module, delete_module, clock_settime, syslog
              89,
              97,
              104,
              105,
              106,
              112,
              116,
              // ptrace, reboot, sethostname, setdomainname, settimeofday, adjtimex
              117,
              142,
              161,
              162,
              170,
              171,
              // add_key, request_key, keyctl, swapon, swapoff, mbind, set_mempolicy
              217,
              218,
              219,
              224,
              225,
              235,
              237,
              // migrate_pages, move_pages, perf_event_open, fanotify_init, name_to_handle_at
              238,
              239,
              241,
              262,
              264,
              // open_by_handle_at, clock_adjtime, setns, process_vm_readv, process_vm_writev
              265,
              266,
              268,
              270,
              271,
              // kcmp, finit_module, bpf, userfaultfd, kexec_file_load
              272,
              273,
              280,
              282,
              294),
          List.of(279, 194, CLONE3));

  SystemCalls {
    refused = List.copyOf(refused);
    absent = List.copyOf(absent);
  }

  static Optional<SystemCalls> of(String processor) {
    return switch (processor) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64", "arm64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }

  List<Integer> newer() {
    return NEWER;
  }
}
