package io.orchagent.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir Path folder;

  @Test
  void it_is_its_owners_alone() throws IOException {
    Home home = Home.at(folder.resolve("a/b"));
    home.writePrivate("secret", "1");
    assertThat(mode(home.directory())).isEqualTo("rwx------");
    assertThat(mode(home.file("secret"))).isEqualTo("rw-------");
  }

  @Test
  void writing_again_replaces_the_content_and_keeps_the_mode() throws IOException {
    Home home = Home.at(folder.resolve("home"));
    home.writePrivate("secret", "first, and longer");
    home.writePrivate("secret", "second");
    assertThat(home.file("secret")).hasContent("second");
    assertThat(mode(home.file("secret"))).isEqualTo("rw-------");
  }

  @Test
  void a_password_is_made_once() {
    Home home = Home.at(folder.resolve("home"));
    String password = home.password("password");
    assertThat(password).matches("[0-9a-f]{48}");
    assertThat(home.password("password")).isEqualTo(password);
  }

  @Test
  void a_file_in_its_place_is_named_in_the_complaint() throws IOException {
    Path file = Files.writeString(folder.resolve("home"), "");
    assertThatThrownBy(() -> Home.at(file))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageContaining(file + " is in the way");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
