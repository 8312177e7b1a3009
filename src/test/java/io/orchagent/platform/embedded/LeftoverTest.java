package io.orchagent.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoverTest {
  @TempDir Path folder;
  private Home home;
  private Process process;
  private Path program;

  @BeforeEach
  void start() throws IOException {
    home = Home.at(folder.resolve("home"));
    home.folder("redis");
    process = new ProcessBuilder("sleep", "600").start();
    program = Path.of(process.info().command().orElseThrow());
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  @Test
  void a_server_of_the_last_run_is_stopped() throws InterruptedException {
    Leftover.remember(home, "redis", process.pid(), program);
    Leftover.stopLast(home, "redis");
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void another_program_with_the_same_number_is_left_alone() {
    Leftover.remember(home, "redis", process.pid(), Path.of("/somewhere/redis-server"));
    Leftover.stopLast(home, "redis");
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void a_later_process_with_the_same_number_is_left_alone() {
    long earlier = process.info().startInstant().orElseThrow().toEpochMilli() - 60_000;
    home.writePrivate("redis/process", process.pid() + "\n" + earlier + "\n" + program + "\n");
    Leftover.stopLast(home, "redis");
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void a_home_that_never_ran_has_nothing_to_stop() {
    Leftover.stopLast(home, "postgres");
    assertThat(process.isAlive()).isTrue();
  }
}
