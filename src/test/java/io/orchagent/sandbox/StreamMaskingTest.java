package io.orchagent.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of the streams of a program that knows a secret. */
class StreamMaskingTest {
  private static final String SECRET = "the-canary-0123456789";

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void both_logs_are_masked_and_the_output_is_not(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                    """
                    import os, sys
                    print(os.environ['KEY'])
                    sys.stderr.write(os.environ['KEY'] + '!')
                    """)
                .environment("KEY", SECRET)
                .mask(SECRET));
    assertThat(new String(result.stdout(), UTF_8)).isEqualTo(SECRET + "\n");
    assertThat(result.stdoutLog()).isEqualTo("***\n");
    assertThat(result.stderrLog()).isEqualTo("***!");
  }

  /** Written in two pieces, and where the kept end of ten kilobytes begins. */
  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void neither_pieces_nor_the_edge_of_what_is_kept_show_a_part(TestingProvider provider)
      throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                    """
                    import os, sys, time
                    key = os.environ['KEY'].encode()
                    for fd in (1, 2):
                        os.write(fd, b'x' * 70000 + key[:10])
                        time.sleep(0.05)
                        os.write(fd, key[10:] + b'y' * (10240 - 12))
                    """)
                .environment("KEY", SECRET)
                .mask(SECRET));
    String expected = "x".repeat(9) + "***" + "y".repeat(10_228);
    assertThat(result.stdoutLog()).isEqualTo(expected);
    assertThat(result.stderrLog()).isEqualTo(expected);
  }

  /** Unshare adds a word of its own when it is killed, so that the stream does not end there. */
  @ParameterizedTest
  @EnumSource(value = TestingProvider.class, names = "BUBBLEWRAP")
  void a_value_that_the_end_of_the_run_cuts_is_hidden(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                    """
                    import os, time
                    os.write(2, b'it is ' + os.environ['KEY'][:15].encode())
                    time.sleep(60)
                    """)
                .within(Duration.ofSeconds(2))
                .environment("KEY", SECRET)
                .mask(SECRET));
    assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(result.stderrLog()).isEqualTo("it is ***");
  }
}
