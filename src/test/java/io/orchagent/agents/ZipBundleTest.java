package io.orchagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZipBundleTest {
  @TempDir Path folder;

  private Path file(byte[] zip) throws IOException {
    return Files.write(folder.resolve("bundle.zip"), zip);
  }

  private ZipBundle.Content inspect(byte[] zip) throws IOException {
    return ZipBundle.inspect(file(zip));
  }

  private void refused(byte[] zip, ErrorKind kind, String message) {
    assertThatThrownBy(() -> inspect(zip))
        .isInstanceOfSatisfying(
            ApiException.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(kind);
              assertThat(failure.publicMessage()).contains(message);
            });
  }

  @Test
  void a_zip_of_the_jdk_is_read() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("lib/"));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("lib/größe.py"));
      zip.write(RawZip.bytes("x = 1"));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("requirements.txt"));
      zip.write(RawZip.bytes("# none"));
      zip.closeEntry();
    }
    ZipBundle.Content content = inspect(out.toByteArray());
    assertThat(content.files()).containsExactly("lib/größe.py", "requirements.txt");
    assertThat(content.unpackedBytes()).isEqualTo(11);
    assertThat(content.dependencyFiles().get("requirements.txt")).isEqualTo(RawZip.bytes("# none"));
  }

  @Test
  void files_are_unpacked_readable_and_programs_executable() throws IOException {
    byte[] zip =
        new RawZip()
            .add(RawZip.Entry.of("main.py", "print(1)"))
            .add(RawZip.Entry.of("bin/", "").mode(RawZip.FOLDER).asStored())
            .add(RawZip.Entry.of("bin/日本/tool", "#!/bin/sh").mode(RawZip.PROGRAM))
            .build();
    Path target = Files.createDirectory(folder.resolve("out"));
    ZipBundle.unpack(file(zip), target);
    assertThat(target.resolve("main.py")).hasContent("print(1)");
    assertThat(mode(target.resolve("main.py"))).isEqualTo("rw-r--r--");
    assertThat(mode(target.resolve("bin/日本/tool"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(target.resolve("bin"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(target.resolve("bin/日本"))).isEqualTo("rwxr-xr-x");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  static Stream<Arguments> badNames() {
    return Stream.of(
        Arguments.of("../evil.py", "leaves the bundle"),
        Arguments.of("lib/../../evil.py", "leaves the bundle"),
        Arguments.of("..", "leaves the bundle"),
        Arguments.of("/etc/passwd", "absolute path"),
        Arguments.of("C:/evil.py", "absolute path"),
        Arguments.of("c:evil.py", "absolute path"),
        Arguments.of("..\\evil.py", "backslash"),
        Arguments.of("lib\\evil.py", "backslash"),
        Arguments.of("a//b.py", "empty part"),
        Arguments.of("./main.py", "empty part or a dot"),
        Arguments.of("", "without a name"),
        Arguments.of("/", "without a name"),
        Arguments.of("a\0b.py", "control characters"),
        Arguments.of("a\nb.py", "control characters"),
        Arguments.of("n".repeat(256), "longer than 255 bytes"),
        Arguments.of("d/".repeat(64) + "f", "nested deeper"),
        Arguments.of("d/".repeat(600) + "f", "longer than 1,024 bytes"));
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void a_name_that_is_no_plain_path_is_refused(String name, String message) {
    refused(RawZip.of(name, "x"), ErrorKind.INVALID, message);
  }

  @Test
  void a_name_that_is_not_utf_8_is_refused() {
    RawZip.Entry entry =
        new RawZip.Entry(new byte[] {'a', (byte) 0x81, 'b'}, new byte[0], RawZip.FILE, 0, false);
    refused(new RawZip().add(entry).build(), ErrorKind.INVALID, "not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(ints = {RawZip.LINK, 0060644, 0020644, 0010644, 0140644})
  void links_and_special_files_are_refused(int mode) {
    byte[] zip = new RawZip().add(RawZip.Entry.of("main.py", "/etc/passwd").mode(mode)).build();
    refused(zip, ErrorKind.INVALID, "link or special file");
  }

  @Test
  void two_entries_of_one_name_are_refused() {
    refused(RawZip.of("main.py", "1", "main.py", "2"), ErrorKind.INVALID, "two entries");
    refused(RawZip.of("lib", "1", "lib/a.py", "2"), ErrorKind.INVALID, "a file and a folder");
  }

  @Test
  void encrypted_entries_are_refused() {
    byte[] zip = new RawZip().add(RawZip.Entry.of("main.py", "x").flags(1)).build();
    refused(zip, ErrorKind.INVALID, "encrypted");
  }

  @Test
  void other_compressions_are_refused() {
    byte[] zip = RawZip.of("main.py", "x");
    int local = 8;
    int central = indexOf(zip, 0x02) + 10;
    zip[local] = 12;
    zip[central] = 12;
    refused(zip, ErrorKind.INVALID, "other than by deflate");
  }

  private static int indexOf(byte[] zip, int third) {
    for (int i = 0; i < zip.length - 4; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == third - 1 && zip[i + 3] == third) {
        return i;
      }
    }
    throw new AssertionError("no such header");
  }

  @Test
  void more_than_ten_thousand_entries_are_refused_before_any_is_read() {
    RawZip zip = new RawZip();
    for (int i = 0; i < 100_000; i++) {
      zip.add(RawZip.Entry.of("f" + i, "").asStored());
    }
    Assertions.assertTimeout(
        Duration.ofSeconds(2),
        () -> {
          refused(zip.build(100_000 & 0xFFFF), ErrorKind.TOO_LARGE, "10,000 entries");
          refused(zip.build(0xFFFF), ErrorKind.TOO_LARGE, "10,000 entries");
          refused(zip.build(5_000), ErrorKind.INVALID, "wrong number of entries");
        });
  }

  @Test
  void ten_thousand_entries_are_fine() throws IOException {
    RawZip zip = new RawZip();
    for (int i = 0; i < 10_000; i++) {
      zip.add(RawZip.Entry.of("f" + i, "").asStored());
    }
    assertThat(inspect(zip.build()).files()).hasSize(10_000);
  }

  @Test
  void a_bomb_costs_no_more_than_the_limit() {
    RawZip zip = new RawZip();
    byte[] one = new RawZip().addZeros("z", 200L << 20).build();
    for (int i = 0; i < 200; i++) {
      // 42 GB in 40 MB; the headers lie about the size.
      zip.addRaw(
          RawZip.Entry.of("zeros" + i, ""),
          Arrays.copyOfRange(one, 31, indexOf(one, 0x02)),
          crcOf(one),
          1);
    }
    byte[] bomb = zip.build();
    assertThat(bomb.length).isBetween(38 << 20, 50 << 20);
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> refused(bomb, ErrorKind.TOO_LARGE, "unpacks to more than 500 MiB"));
  }

  private static long crcOf(byte[] zip) {
    return (zip[14] & 0xFFL)
        | (zip[15] & 0xFFL) << 8
        | (zip[16] & 0xFFL) << 16
        | (zip[17] & 0xFFL) << 24;
  }

  @Test
  void entries_that_share_bytes_are_refused() {
    RawZip zip = new RawZip().add(RawZip.Entry.of("a.py", "x"));
    refused(zip.addOverlapping("a.py").build(), ErrorKind.INVALID, "two entries");
    RawZip other = new RawZip().add(RawZip.Entry.of("a.py", "x"));
    refused(other.addOverlapping("b.py").build(), ErrorKind.INVALID, "different things");
  }

  @Test
  void damaged_zips_are_refused() {
    byte[] zip = RawZip.of("main.py", "print('hello, hello, hello')");
    refused(new byte[0], ErrorKind.INVALID, "too short");
    refused(RawZip.bytes("hello ".repeat(100)), ErrorKind.INVALID, "end is missing");
    refused(Arrays.copyOf(zip, zip.length - 1), ErrorKind.INVALID, "end is missing");
    refused(Arrays.copyOfRange(zip, 3, zip.length), ErrorKind.INVALID, "not where it should be");
    byte[] flipped = zip.clone();
    flipped[40] ^= 0x55;
    refused(flipped, ErrorKind.INVALID, "damaged");
    byte[] wrongSum = zip.clone();
    wrongSum[indexOf(zip, 0x02) + 16] ^= 1;
    refused(wrongSum, ErrorKind.INVALID, "damaged");
    byte[] farAway = zip.clone();
    farAway[indexOf(zip, 0x02) + 44] = 0x7F;
    refused(farAway, ErrorKind.INVALID, "outside");
  }

  @Test
  void every_flipped_byte_is_answered_properly() throws IOException {
    byte[] zip = RawZip.of("main.py", "print('hello')", "lib/a.py", "x = 1");
    for (int at = 0; at < zip.length; at++) {
      for (int bit : new int[] {0x01, 0x80, 0xFF}) {
        byte[] flipped = zip.clone();
        flipped[at] ^= (byte) bit;
        try {
          inspect(flipped);
        } catch (ApiException e) {
          assertThat(e.kind()).isIn(ErrorKind.INVALID, ErrorKind.TOO_LARGE);
        }
      }
    }
  }
}
