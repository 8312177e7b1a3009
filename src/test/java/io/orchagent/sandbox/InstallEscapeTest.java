package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.sandbox.SandboxSpec.Place;
import io.orchagent.sandbox.install.Indexes;
import io.orchagent.sandbox.install.Indexes.MissingException;
import io.orchagent.sandbox.install.PackageInstaller;
import io.orchagent.sandbox.install.PackageTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What installations tried, and what came of it; the index is one of the test's own. */
class InstallEscapeTest {
  private static final long MIB = 1024 * 1024;

  @TempDir Path folder;
  private TestingIndex index;
  private Path files;
  private Path into;

  @BeforeEach
  void index() throws IOException {
    index = new TestingIndex();
    files = Files.createDirectory(folder.resolve("files"));
    into = Files.createDirectory(folder.resolve("into"));
    // Slot users have to be able to enter what a sandbox is shown
    for (Path each = into; each.startsWith(folder); each = each.getParent()) {
      Files.setPosixFilePermissions(
          each, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @AfterEach
  void close() {
    index.close();
  }

  private Optional<String> install(TestingProvider provider, PackageTool manager) throws Exception {
    return install(provider, manager, index, Duration.ofSeconds(60));
  }

  private Optional<String> install(
      TestingProvider provider, PackageTool manager, Indexes from, Duration within)
      throws Exception {
    return new PackageInstaller(provider.host(), from, Clock.systemUTC())
        .install(new PackageInstaller.Order(manager, files, List.of(), into, within, 2 * MIB, 200));
  }

  private void requirements(String text) throws IOException {
    Files.writeString(files.resolve("requirements.txt"), text);
  }

  private void npmScript(String shell) throws IOException {
    String script = shell.replace("\\", "\\\\").replace("\"", "\\\"");
    Files.writeString(
        files.resolve("package.json"), "{\"scripts\":{\"preinstall\":\"" + script + "\"}}");
  }

  private List<String> installed() throws IOException {
    try (Stream<Path> found = Files.list(into)) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_wheel_of_the_index_is_installed_and_imported(TestingProvider provider) throws Exception {
    index.with(
        "hello", "hello-1.0-py3-none-any.whl", TestingIndex.wheel("hello", "1.0", "WORD = 'hi'"));
    requirements("hello==1.0\n");
    assertThat(install(provider, PackageTool.PIP)).isEmpty();
    assertThat(installed()).containsExactly("__pycache__", "hello-1.0.dist-info", "hello.py");
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                    """
                    import hello, os
                    print(hello.WORD, hello.__file__, hello.__cached__)
                    try:
                        open('/home/python-packages/x', 'w')
                    except OSError as e:
                        print(type(e).__name__, e.errno)
                    """)
                .mount(into, Place.PYTHON_PACKAGES));
    assertThat(result.stderrLog()).isEmpty();
    assertThat(result.stdoutLog())
        .isEqualTo(
            "hi /home/python-packages/hello.py /home/python-packages/__pycache__/hello.cpython-"
                + result.stdoutLog().replaceAll("(?s).*cpython-([0-9]+).*", "$1")
                + ".pyc\nOSError 30\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_wheel_of_the_bundle_is_installed_without_an_index(TestingProvider provider)
      throws Exception {
    Files.createDirectory(files.resolve("wheels"));
    Files.write(
        files.resolve("wheels/local-2.0-py3-none-any.whl"),
        TestingIndex.wheel("local", "2.0", "X = 1"));
    requirements("./wheels/local-2.0-py3-none-any.whl\n");
    assertThat(install(provider, PackageTool.PIP)).isEmpty();
    assertThat(installed()).contains("local.py");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_wheel_for_another_python_is_refused_in_the_installers_words(TestingProvider provider)
      throws Exception {
    Files.write(
        files.resolve("other-1.0-cp27-cp27m-win32.whl"),
        TestingIndex.wheel("other", "1.0", "X = 1"));
    requirements("./other-1.0-cp27-cp27m-win32.whl\n");
    assertThat(install(provider, PackageTool.PIP).orElseThrow())
        .startsWith("Installing what requirements.txt lists failed.\n")
        .endsWith(
            "ERROR: other-1.0-cp27-cp27m-win32.whl is not a supported wheel on this platform.");
    assertThat(installed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void another_index_can_not_be_asked(TestingProvider provider) throws Exception {
    requirements("--index-url http://elsewhere.test/simple/\nhello\n");
    assertThat(install(provider, PackageTool.PIP).orElseThrow())
        .contains("No matching distribution");
    npmScript(
        "node -e \"fetch('http://elsewhere.test/').then(a => console.error('answer', a.status))\"");
    try (TestingOrigin other = new TestingOrigin()) {
      TestingEgress.name("elsewhere.test", "127.0.0.1");
      install(provider, PackageTool.NPM);
      assertThat(other.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_script_that_opens_sockets_reaches_nothing(TestingProvider provider) throws Exception {
    try (TestingOrigin host = new TestingOrigin()) {
      npmScript(
          "python3 -c \"import socket; socket.create_connection(('127.0.0.1', %d), 3)\""
              .formatted(host.port()));
      assertThat(install(provider, PackageTool.NPM).orElseThrow()).contains("Connection refused");
      npmScript("python3 -c \"import socket; socket.create_connection(('1.1.1.1', 443), 3)\"");
      assertThat(install(provider, PackageTool.NPM).orElseThrow())
          .contains("Network is unreachable");
      assertThat(host.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_script_that_runs_for_ever_is_ended(TestingProvider provider) throws Exception {
    String marker = "4646" + provider.ordinal();
    npmScript("sleep " + marker);
    assertThat(install(provider, PackageTool.NPM, index, Duration.ofSeconds(6)).orElseThrow())
        .startsWith("Installing what package.json lists failed. It did not end within 6 seconds.");
    assertThat(TestingProcesses.commandLines())
        .noneMatch(line -> line.contains("sleep\0" + marker));
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_script_that_fills_the_disk_fills_its_own(TestingProvider provider) throws Exception {
    npmScript("mkdir node_modules && head -c 3000000 /dev/zero >node_modules/large");
    assertThat(install(provider, PackageTool.NPM).orElseThrow())
        .endsWith("more than 2,097,152 bytes were installed");
    npmScript("mkdir node_modules && cd node_modules && for i in $(seq 300); do : >f$i; done");
    assertThat(install(provider, PackageTool.NPM).orElseThrow())
        .endsWith("more than 200 files and folders were installed");
    npmScript("head -c 900000000 /dev/zero >large");
    assertThat(install(provider, PackageTool.NPM).orElseThrow()).contains("failed.");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_script_finds_neither_the_server_nor_its_secrets(TestingProvider provider)
      throws Exception {
    npmScript(
        "id -u >&2; ls /root /var /opt 2>&1 | grep -c 'No such' >&2; env | grep -ci"
            + " 'orchagent\\|quarkus\\|secret' >&2; exit 1");
    assertThat(install(provider, PackageTool.NPM).orElseThrow())
        .contains("1000\n")
        .contains("\n3\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void names_that_leave_the_folder_are_not_taken(TestingProvider provider) throws Exception {
    // Hands out itself, before the sender of the server's own does
    String parts =
        "import socket,struct;s=socket.socket(socket.AF_UNIX);s.connect('/run/orchagent/egress/proxy');"
            + "s.sendall(b'CONNECT collector.internal:1 HTTP/1.1\\r\\n\\r\\n');s.recv(99);"
            + "n=b'../escaped';s.sendall(struct.pack('>cIQ',b'F',len(n),2)+n+b'hi'"
            + "+struct.pack('>cIQ',b'.',0,0));s.shutdown(1);"
            + "raise SystemExit(s.recv(99).decode())";
    Files.writeString(files.resolve("own.py"), parts);
    npmScript("python3 own.py");
    assertThat(install(provider, PackageTool.NPM).orElseThrow())
        .contains("a file has a name that can't be kept");
    assertThat(folder.resolve("escaped")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void links_are_handed_out_as_what_they_name_inside(TestingProvider provider) throws Exception {
    npmScript(
        "mkdir -p node_modules && ln -s /etc/passwd node_modules/users && ln -s / node_modules/root");
    assertThat(install(provider, PackageTool.NPM)).isEmpty();
    assertThat(installed()).containsExactly("users");
    assertThat(into.resolve("users")).content().startsWith("root:x:0:0::/nonexistent");
    assertThat(Files.isSymbolicLink(into.resolve("users"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void what_is_missing_on_the_host_is_told(TestingProvider provider) throws Exception {
    requirements("hello\n");
    Indexes none =
        manager -> {
          throw new MissingException("pip is missing: do this");
        };
    assertThat(install(provider, PackageTool.PIP, none, Duration.ofSeconds(5)))
        .contains("pip is missing: do this");
  }
}
