package io.orchagent.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleLockTest {
  @TempDir Path folder;

  @Test
  void a_number_that_went_to_another_program_does_not_keep_postgresql_from_starting()
      throws IOException {
    Path lock = Files.writeString(folder.resolve("postmaster.pid"), own() + "\n/data\n");
    StaleLock.clear(lock);
    assertThat(lock).doesNotExist();
  }

  @Test
  void a_half_written_file_is_removed() throws IOException {
    Path lock = Files.writeString(folder.resolve("postmaster.pid"), "");
    StaleLock.clear(lock);
    assertThat(lock).doesNotExist();
  }

  @Test
  void no_file_is_no_failure() {
    Path lock = folder.resolve("postmaster.pid");
    StaleLock.clear(lock);
    assertThat(lock).doesNotExist();
  }

  private static long own() {
    return ProcessHandle.current().pid();
  }
}
