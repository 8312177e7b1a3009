package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.sandbox.resident.ResidentExit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs without an end of their own: the way in, the way to end them, and what they can't do.
 */
class ResidentTest {
  private static final String NODE_ECHO =
      """
      const net = require('net');
      net.createServer({ allowHalfOpen: true }, (c) => {
        c.on('data', (d) => c.write(d.toString().toUpperCase()));
        c.on('end', () => c.end('.'));
      }).listen(3000, '127.0.0.1');
      """;

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void connections_arrive_at_its_port_and_half_closes_are_kept(TestingProvider provider)
      throws Exception {
    TestingResident echo = TestingResident.python(provider.host(), TestingResident.ECHO);
    try {
      echo.awaitListening();
      assertThat(echo.exchange("hello")).isEqualTo("HELLO.");
      try (SocketChannel open = echo.connect()) {
        // Both ways in turns, as a WebSocket does
        for (int i = 0; i < 20; i++) {
          TestingResident.write(open, "ping".getBytes(StandardCharsets.UTF_8));
          assertThat(TestingResident.read(open, 4)).isEqualTo("PING");
        }
        assertThat(echo.resident().port().open()).isEqualTo(1);
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          String text = "x".repeat(i * 1_000);
          answers.add(threads.submit((Callable<String>) () -> echo.exchange(text)));
        }
        for (int i = 0; i < 100; i++) {
          assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).hasSize(i * 1_000 + 1);
        }
      }
    } finally {
      echo.resident().kill();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void nobody_else_reaches_it_and_two_may_have_the_same_port(TestingProvider provider)
      throws Exception {
    TestingResident one = TestingResident.python(provider.host(), TestingResident.ECHO);
    TestingResident other = TestingResident.node(provider.host(), NODE_ECHO);
    try {
      assertThat(one.awaitListening().exchange("one")).isEqualTo("ONE.");
      assertThat(other.awaitListening().exchange("other")).isEqualTo("OTHER.");
      assertThatThrownBy(
              () -> SocketChannel.open(new InetSocketAddress("127.0.0.1", TestingResident.PORT)))
          .isInstanceOf(IOException.class);
      assertThat(Files.getPosixFilePermissions(one.resident().socket()))
          .hasToString("[OWNER_READ, OWNER_WRITE]");
    } finally {
      one.resident().kill();
      other.resident().kill();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void it_is_a_stranger_that_sees_no_socket_and_holds_no_descriptor(TestingProvider provider)
      throws Exception {
    TestingResident resident =
        TestingResident.command(
            provider.host(),
            "id -u; ls /proc/self/fd | tr '\\n' ' '; echo; ls /run/orchagent; grep CapEff"
                + " /proc/self/status; grep NoNewPrivs /proc/self/status; touch /run/orchagent/x;"
                + " ulimit -t; cat; echo end");
    assertThat(resident.awaitEnd()).isEqualTo(new ResidentExit(true, 0, ""));
    assertThat(resident.output())
        .startsWith("1000\n0 1 2 3 \n")
        .contains("CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Read-only", "unlimited\nend\n")
        .doesNotContain("socket");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void before_the_port_is_open_connections_are_closed_at_once(TestingProvider provider)
      throws Exception {
    TestingResident resident = TestingResident.command(provider.host(), "echo up; exec sleep 4040");
    resident.awaitOutput("up");
    try {
      assertThat(resident.resident().port().listening()).isFalse();
      assertThatThrownBy(
              () -> {
                // Closed, or closed with what was written unread
                if (resident.exchange("x").isEmpty()) {
                  throw new IOException("closed");
                }
              })
          .isInstanceOf(IOException.class);
    } finally {
      resident.resident().kill();
    }
    assertThat(resident.awaitEnd().exitCode()).isEqualTo(137);
    assertThat(resident.resident().socket()).doesNotExist();
    assertThat(TestingProcesses.find("sleep\0004040\0")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void it_is_told_to_end_with_its_children_and_may_finish(TestingProvider provider)
      throws Exception {
    TestingResident resident =
        TestingResident.python(
            provider.host(),
            """
            import signal, subprocess, sys
            child = subprocess.Popen(['sh', '-c', 'trap "echo child; exit" TERM; echo c; while :; do sleep 0.05; done'])
            def end(signal, frame):
                child.wait()
                print('finished', flush=True)
                sys.exit(7)
            signal.signal(signal.SIGTERM, end)
            print('up', flush=True)
            while True:
                signal.pause()
            """);
    resident.awaitOutput("up").awaitOutput("c\n");
    resident.resident().terminate();
    assertThat(resident.awaitEnd()).isEqualTo(new ResidentExit(true, 7, ""));
    assertThat(resident.output()).contains("child\nfinished\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void how_it_ends_is_told(TestingProvider provider) throws Exception {
    SandboxHost host = provider.host();
    assertThat(TestingResident.command(host, "exit 3").awaitEnd().exitCode()).isEqualTo(3);
    assertThat(TestingResident.command(host, "kill -9 $$").awaitEnd().exitCode()).isEqualTo(137);
    TestingResident both = TestingResident.command(host, "echo one; echo two >&2; echo three");
    both.awaitEnd();
    assertThat(both.output()).isEqualTo("one\ntwo\nthree\n");
    TestingResident hungry =
        TestingResident.python(host, "import time; x = b'x' * 700_000_000; time.sleep(60)");
    assertThat(hungry.awaitEnd().message())
        .isEqualTo("It needed more memory than an instance has (512 MiB).");
    ResidentExit gone =
        TestingResident.start(
                host, new Program.Command("true"), Path.of("/tmp/bundle-not-there"), null)
            .awaitEnd();
    assertThat(gone)
        .isEqualTo(
            new ResidentExit(
                false, -1, "The sandbox could not be prepared: the bundle can't be read"));
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_program_hears_that_its_client_is_gone_and_what_it_said_before_its_own_end_arrives(
      TestingProvider provider) throws Exception {
    TestingResident resident =
        TestingResident.python(
            provider.host(),
            """
            import socket
            server = socket.create_server(('127.0.0.1', 3000))
            print('up', flush=True)
            c = server.accept()[0]
            try:
                while True:
                    c.sendall(b'x' * 65536)
            except OSError as e:
                print('gone', flush=True)
            c = server.accept()[0]
            c.sendall(b'early answer')
            c.close()
            """);
    try {
      resident.awaitListening();
      try (SocketChannel open = resident.connect()) {
        assertThat(TestingResident.read(open, 1_000_000)).hasSize(1_000_000);
      }
      resident.awaitOutput("gone");
      try (SocketChannel open = resident.connect()) {
        TestingResident.write(open, "a body that nobody reads".getBytes(StandardCharsets.UTF_8));
        assertThat(TestingResident.rest(open)).isEqualTo("early answer");
      }
    } finally {
      resident.resident().kill();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void who_reads_slowly_slows_the_other_and_costs_no_processor(TestingProvider provider)
      throws Exception {
    TestingResident echo = TestingResident.python(provider.host(), TestingResident.ECHO);
    try (SocketChannel open = echo.awaitListening().connect()) {
      open.configureBlocking(false);
      java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(64 * 1024);
      long sent = 0;
      int idle = 0;
      while (idle < 20) {
        int count = open.write(buffer);
        buffer.clear();
        sent += count;
        idle = count == 0 ? idle + 1 : 0;
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      }
      // What the kernel and the relay hold, and no more
      assertThat(sent).isLessThan(32L * 1024 * 1024);
      Path relay = TestingProcesses.endingWith("inward.py\0003000\0");
      long before = TestingProcesses.ticks(relay);
      Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
      assertThat(TestingProcesses.ticks(relay) - before).isLessThan(5);
    } finally {
      echo.resident().kill();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_way_out_is_that_of_runs(TestingProvider provider) throws Exception {
    try (TestingOrigin origin = new TestingOrigin()) {
      TestingEgress.name(TestingEgress.FRIEND, "127.0.0.1");
      String fetch =
          "import urllib.request, urllib.error\n"
              + "print(urllib.request.urlopen('http://%s:%d/').status, flush=True)\n"
                  .formatted(TestingEgress.FRIEND, origin.port())
              + "try: urllib.request.urlopen('http://other.test/')\n"
              + "except urllib.error.HTTPError as e: print(e.code, flush=True)\n";
      Path bundle = Files.createTempDirectory("bundle");
      Files.writeString(bundle.resolve("main.py"), fetch);
      TestingResident resident =
          TestingResident.start(
              provider.host(),
              new Program.Script(Interpreter.PYTHON, "main.py"),
              bundle,
              TestingEgress.allowing(TestingEgress.FRIEND + ":" + origin.port()));
      resident.awaitEnd();
      assertThat(resident.output()).isEqualTo("200\n403\n");
    }
  }

  @Test
  void there_are_only_so_many_places_and_runs_need_none_of_them() throws Exception {
    SandboxSettings settings = settings(SandboxConfig.Provider.AUTO, Optional.empty(), 1);
    try (SandboxHost host = SandboxHost.open(settings, Clock.systemUTC(), TestingEgress.proxy())) {
      TestingResident only = TestingResident.command(host, "echo up; exec sleep 4141");
      only.awaitOutput("up");
      assertThatThrownBy(() -> TestingResident.command(host, "true"))
          .isInstanceOf(SandboxUnavailable.class)
          .hasMessageContaining("orchagent.sandbox.resident.max");
      assertThat(host.run(TestingSpec.command("echo run").build()).stdoutLog()).isEqualTo("run\n");
      only.resident().kill();
      only.awaitEnd();
      TestingResident next = TestingResident.command(host, "echo up; exec sleep 4142");
      next.awaitOutput("up");
      host.close();
      next.awaitEnd();
      assertThat(TestingProcesses.find("sleep\0004142\0")).isEmpty();
    }
  }

  @Test
  void a_host_without_python_has_a_way_in_too() throws Exception {
    SandboxSettings settings =
        settings(SandboxConfig.Provider.AUTO, Optional.of(Path.of("/usr/bin/no-python")), 2);
    try (SandboxHost host = SandboxHost.open(settings, Clock.systemUTC(), TestingEgress.proxy())) {
      TestingResident echo = TestingResident.node(host, NODE_ECHO);
      assertThat(echo.awaitListening().exchange("hello")).isEqualTo("HELLO.");
      echo.resident().kill();
      echo.awaitEnd();
    }
  }

  @Test
  void without_isolation_the_contract_is_the_same() throws Exception {
    SandboxSettings settings = settings(SandboxConfig.Provider.PROCESS, Optional.empty(), 2);
    try (SandboxHost host = SandboxHost.open(settings, Clock.systemUTC(), TestingEgress.proxy())) {
      TestingResident echo = TestingResident.python(host, TestingResident.ECHO);
      assertThat(echo.awaitListening().exchange("hello")).isEqualTo("HELLO.");
      echo.resident().terminate();
      assertThat(echo.awaitEnd().exitCode()).isEqualTo(143);
      TestingResident stays =
          TestingResident.command(host, "trap '' TERM; sleep 4343 & echo up; sleep 4343; echo");
      stays.awaitOutput("up").resident().kill();
      stays.awaitEnd();
      assertThat(TestingProcesses.find("sleep\0004343\0")).isEmpty();
    }
  }

  private static SandboxSettings settings(
      SandboxConfig.Provider provider, Optional<Path> python, int most) {
    return new SandboxSettings(
        provider,
        true,
        TestingProvider.LIMITS,
        most,
        python,
        Optional.empty(),
        List.of(),
        60706,
        Optional.empty());
  }
}
