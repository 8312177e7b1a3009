package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the kernel answers under the filter. */
class SystemCallFilterTest {

  @Test
  void dangerous_calls_are_refused() throws Exception {
    String printed =
        TestingPython.run(
            TestingProvider.BUBBLEWRAP,
            """
            numbers = {
                'keyctl': (250, 219), 'add_key': (248, 217), 'bpf': (321, 280), 'userfaultfd': (323, 282),
                'perf_event_open': (298, 241), 'io_uring_setup': (425, 425), 'ptrace': (101, 117),
                'kexec_load': (246, 104), 'init_module': (175, 105), 'finit_module': (313, 273),
                'process_vm_readv': (310, 270), 'open_tree': (428, 428), 'mount_setattr': (442, 442),
                'pidfd_getfd': (438, 438), 'memfd_create': (319, 279), 'clone3': (435, 435),
            }
            for name, (x86, arm) in numbers.items():
                attempt(name, lambda: call(x86 if X86 else arm, 0, 0, 0, 0, 0, 0))
            for flag in 0x10000000, 0x00020000, 0x20000000, 0x40000000:
                attempt('clone', lambda: call(56 if X86 else 220, flag | signal.SIGCHLD, 0, 0, 0, 0))
            if X86:
                attempt('x32', lambda: call(0x40000000 | 39))
            """);
    assertThat(printed)
        .isEqualTo(
            """
            keyctl EPERM
            add_key EPERM
            bpf EPERM
            userfaultfd EPERM
            perf_event_open EPERM
            io_uring_setup EPERM
            ptrace EPERM
            kexec_load EPERM
            init_module EPERM
            finit_module EPERM
            process_vm_readv EPERM
            open_tree EPERM
            mount_setattr EPERM
            pidfd_getfd EPERM
            memfd_create ENOSYS
            clone3 ENOSYS
            clone EPERM
            clone EPERM
            clone EPERM
            clone EPERM
            """
                + ("amd64".equals(System.getProperty("os.arch")) ? "x32 ENOSYS\n" : ""));
  }

  @Test
  void jumps_stay_within_the_program_for_both_processors() {
    for (SystemCalls calls : java.util.List.of(SystemCalls.X86_64, SystemCalls.AARCH64)) {
      byte[] program = SystemCallFilter.bytes(calls);
      int length = program.length / 8;
      assertThat(program.length % 8).isZero();
      for (int i = 0; i < length; i++) {
        assertThat(i + 1 + (program[8 * i + 2] & 0xFF)).isLessThanOrEqualTo(length);
        assertThat(i + 1 + (program[8 * i + 3] & 0xFF)).isLessThanOrEqualTo(length);
      }
      assertThat(program[8 * (length - 1)]).isEqualTo((byte) 0x06);
    }
  }
}
