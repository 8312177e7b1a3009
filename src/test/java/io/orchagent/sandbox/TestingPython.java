package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** Python with what one needs to try a way out. */
final class TestingPython {

  static final String TOOLS =
      """
      import ctypes, errno, fcntl, os, platform, signal, socket, sys, termios
      libc = ctypes.CDLL(None, use_errno=True)
      X86 = platform.machine() == 'x86_64'
      def attempt(name, action):
          try:
              print(name, 'OK', action())
          except OSError as e:
              print(name, errno.errorcode[e.errno])
      def refused(action, *errors):
          try:
              result = action()
          except OSError as e:
              name = errno.errorcode[e.errno]
              print('refused' if name in errors else 'refused otherwise: ' + name)
          else:
              print('NOT refused', result)
      def same(value, expected):
          print('refused' if value == expected else ('NOT refused', value, expected))
      def call(number, *arguments):
          if libc.syscall(number, *arguments) == -1:
              raise OSError(ctypes.get_errno(), '')
      def c(name, *arguments):
          if getattr(libc, name)(*arguments) == -1:
              raise OSError(ctypes.get_errno(), '')
      """;

  private TestingPython() {}

  static String run(TestingProvider provider, String code) throws Exception {
    SandboxResult result = provider.run(TestingSpec.python(TOOLS + code));
    assertThat(result.stderrLog()).isEmpty();
    return new String(result.stdout(), StandardCharsets.UTF_8);
  }
}
