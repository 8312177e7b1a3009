package io.orchagent.platform.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path top;

  private Path filled(String name) throws IOException {
    Path inner = Files.createDirectories(top.resolve(name).resolve("a/b"));
    Files.writeString(inner.resolve("c"), "c");
    return top.resolve(name);
  }

  @Test
  void links_are_deleted_and_not_followed() throws IOException {
    Path kept = filled("kept");
    Path gone = filled("gone");
    Files.createSymbolicLink(gone.resolve("folder"), kept);
    Files.createSymbolicLink(gone.resolve("nowhere"), top.resolve("missing"));
    Folders.delete(gone);
    assertThat(gone).doesNotExist();
    assertThat(kept.resolve("a/b/c")).hasContent("c");
  }

  @Test
  void what_is_gone_already_is_no_failure() throws IOException {
    Folders.delete(top.resolve("missing"));
    assertThat(top).isEmptyDirectory();
  }

  @Test
  void what_a_folder_takes_is_counted_in_whole_blocks() throws IOException {
    Path folder = filled("full");
    Files.write(folder.resolve("large"), new byte[8193]);
    // Three folders, a small file, and three blocks of the large one
    assertThat(Folders.size(folder)).isEqualTo(7 * 4096);
    assertThat(Folders.size(top.resolve("missing"))).isZero();
  }
}
