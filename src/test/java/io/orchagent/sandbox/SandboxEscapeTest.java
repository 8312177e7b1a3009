package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways out that were tried, and what the sandbox answers. */
class SandboxEscapeTest {

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_hosts_files_are_not_there(TestingProvider provider) throws Exception {
    String printed =
        python(
            provider,
            """
            print(sorted(set(os.listdir('/')) - {'lib32', 'lib64', 'libx32'}))
            print(os.listdir('/home'), sorted(os.listdir('/run')), sorted(os.listdir('/usr')))
            print(sorted(set(os.listdir('/etc')) - {'alternatives'}))
            print(open('/etc/passwd').read())
            for path in '/etc/shadow', '/root', '/sys', '/var', '/work', '/opt', '/boot', '/mnt', '/etc/ssl/private':
                attempt(path, lambda: os.stat(path))
            for path in '/proc/1/root/etc/shadow', '/proc/self/root/../root', '/proc/1/cwd/../root':
                attempt(path, lambda: os.stat(path))
            """);
    List<String> usr = List.of("bin", "lib", "lib32", "lib64", "libx32", "share");
    String shownUsr =
        String.join(
            ", ",
            usr.stream()
                .filter(name -> Files.isDirectory(Path.of("/usr", name)))
                .map(name -> "'" + name + "'")
                .toList());
    assertThat(printed)
        .isEqualTo(
            """
            ['bin', 'dev', 'etc', 'home', 'lib', 'proc', 'run', 'tmp', 'usr']
            ['user'] ['orchagent'] [%s]
            ['group', 'hosts', 'nsswitch.conf', 'passwd']
            root:x:0:0::/nonexistent:/bin/false
            user:x:1000:1000::/home/user:/bin/sh

            /etc/shadow ENOENT
            /root ENOENT
            /sys ENOENT
            /var ENOENT
            /work ENOENT
            /opt ENOENT
            /boot ENOENT
            /mnt ENOENT
            /etc/ssl/private ENOENT
            /proc/1/root/etc/shadow ENOENT
            /proc/self/root/../root ENOENT
            /proc/1/cwd/../root ENOENT
            """
                .formatted(shownUsr));
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void it_is_nobody_and_has_nothing(TestingProvider provider) throws Exception {
    String printed =
        python(
            provider,
            """
            print(os.getresuid(), os.getresgid(), os.getgroups(), os.uname().nodename)
            for line in open('/proc/self/status'):
                if line.startswith(('Cap', 'NoNewPrivs', 'Seccomp:')):
                    print(line.split()[0], line.split()[1])
            """);
    assertThat(printed)
        .isEqualTo(
            """
            (1000, 1000, 1000) (1000, 1000, 1000) [] sandbox
            CapInh: 0000000000000000
            CapPrm: 0000000000000000
            CapEff: 0000000000000000
            CapBnd: 0000000000000000
            CapAmb: 0000000000000000
            NoNewPrivs: 1
            Seccomp: %d
            """
                .formatted(provider.filters() ? 2 : 0));
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void outside_it_is_not_root_either(TestingProvider provider) throws Exception {
    CancelSignal cancel = new CancelSignal();
    String marker = "4242" + provider.ordinal();
    CompletableFuture<SandboxResult> running =
        provider.start(TestingSpec.command("exec sleep " + marker).cancel(cancel));
    Path process = TestingProcesses.await("sleep\0" + marker + "\0");
    String status = Files.readString(process.resolve("status"));
    cancel.cancel();
    running.get(10, TimeUnit.SECONDS);
    int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    String uid = status.lines().filter(l -> l.startsWith("Uid:")).findFirst().orElseThrow();
    for (String each : uid.substring("Uid:".length()).strip().split("\\s+")) {
      if (own == 0) {
        assertThat(Integer.parseInt(each)).isBetween(60706, 60706 + 4095);
      } else {
        assertThat(Integer.parseInt(each)).isEqualTo(own);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void it_sees_no_process_but_its_own(TestingProvider provider) throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      String printed =
          python(
              provider,
              """
              pids = [int(p) for p in os.listdir('/proc') if p.isdigit()]
              print(pids == [1, os.getpid()], open('/proc/1/cmdline').read().split('\\0')[:2])
              print(b'PATH=/' not in open('/proc/1/environ', 'rb').read().replace(b'PATH=/usr/bin:/bin', b''))
              attempt('kill', lambda: os.kill(%d, 9))
              attempt('ptrace', lambda: c('ptrace', 16, %d, 0, 0))
              attempt('init', lambda: os.kill(1, 9))
              print(sorted(os.listdir('/proc/self/fd'))[:3], len(os.listdir('/proc/self/fd')))
              print([n for n in os.listdir('/proc/1/fd') if os.readlink('/proc/1/fd/' + n)[:5] not in ('pipe:', '/run/', '/dev/')])
              """
                  .formatted(other.pid(), other.pid()));
      assertThat(printed)
          .isEqualTo(
              """
              True ['/bin/sh', '/run/orchagent/launch']
              True
              kill ESRCH
              ptrace %s
              init OK None
              ['0', '1', '2'] 4
              []
              """
                  .formatted(provider.filters() ? "EPERM" : "ESRCH"));
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void it_can_not_change_its_place(TestingProvider provider) throws Exception {
    String printed =
        python(
            provider,
            """
            attempt('mount', lambda: c('mount', b'tmpfs', b'/tmp', b'tmpfs', 0, None))
            attempt('remount', lambda: c('mount', b'none', b'/', None, 32 | 4096, None))
            attempt('umount', lambda: c('umount2', b'/etc', 2))
            attempt('chroot', lambda: os.chroot('/tmp'))
            attempt('setuid', lambda: os.setuid(0))
            attempt('setgroups', lambda: os.setgroups([0]))
            attempt('user namespace', lambda: c('unshare', 0x10000000))
            attempt('mount namespace', lambda: c('unshare', 0x00020000))
            attempt('setns', lambda: c('setns', os.open('/proc/self/ns/user', os.O_RDONLY), 0))
            attempt('host name', lambda: socket.sethostname('x'))
            attempt('device', lambda: os.mknod('/tmp/vda', 0o60644, os.makedev(254, 0)))
            attempt('handle', lambda: c('open_by_handle_at', os.open('/tmp', 0), b'\\x08\\0\\0\\0\\1\\0\\0\\0' + bytes(8), 0))
            attempt('su', lambda: os.system('su -c id root >/dev/null 2>&1 </dev/null') and 'refused')
            """);
    assertThat(printed)
        .isEqualTo(
            """
            mount EPERM
            remount EPERM
            umount EPERM
            chroot EPERM
            setuid %s
            setgroups EPERM
            user namespace %s
            mount namespace EPERM
            setns %s
            host name EPERM
            device EPERM
            handle EPERM
            su OK refused
            """
                .formatted(
                    "EINVAL",
                    provider.filters() ? "EPERM" : "ENOSPC",
                    provider.filters() ? "EPERM" : "EINVAL"));
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void it_writes_only_where_it_may(TestingProvider provider) throws Exception {
    String printed =
        python(
            provider,
            """
            for path in '/x', '/usr/bin/x', '/etc/x', '/etc/passwd', '/dev/x', '/run/x', '/run/orchagent/launch', '/run/orchagent/bin/x', '/home/x':
                attempt(path, lambda: open(path, 'w'))
            attempt('bin', lambda: os.chmod('/usr/bin/env', 0o777))
            for path in '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/proc/1/oom_score_adj':
                try:
                    os.write(os.open(path, os.O_WRONLY), b'-1000')
                    print(path, 'written')
                except OSError as e:
                    print(path, e.errno in (errno.EACCES, errno.EROFS, errno.ENOENT))
            for path in '/home/user/x', '/tmp/x', '/dev/shm/x', '/dev/null':
                attempt(path, lambda: os.write(os.open(path, os.O_WRONLY | os.O_CREAT), b'x'))
            """);
    assertThat(printed)
        .isEqualTo(
            """
            /x EROFS
            /usr/bin/x EROFS
            /etc/x EROFS
            /etc/passwd EROFS
            /dev/x EROFS
            /run/x EROFS
            /run/orchagent/launch EROFS
            /run/orchagent/bin/x EROFS
            /home/x EROFS
            bin EROFS
            /proc/sys/kernel/core_pattern True
            /proc/sysrq-trigger True
            /proc/1/oom_score_adj True
            /home/user/x OK 1
            /tmp/x OK 1
            /dev/shm/x OK 1
            /dev/null OK 1
            """);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void there_is_no_network(TestingProvider provider) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String printed =
          python(
              provider,
              """
              attempt('host', lambda: socket.create_connection(('127.0.0.1', %d), 2))
              attempt('world', lambda: socket.create_connection(('1.1.1.1', 80), 2))
              attempt('metadata', lambda: socket.create_connection(('169.254.169.254', 80), 2))
              attempt('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
              attempt('packet', lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))
              if %s:
                  attempt('vsock', lambda: socket.socket(40, socket.SOCK_STREAM, 0))
                  attempt('alg', lambda: socket.socket(38, 5, 0))
              print([i[1] for i in socket.if_nameindex()])
              own = socket.create_server(('127.0.0.1', 0))
              attempt('own', lambda: socket.create_connection(own.getsockname(), 2).close())
              """
                  .formatted(server.getLocalPort(), provider.filters() ? "True" : "False"));
      assertThat(printed)
          .isEqualTo(
              """
              host ECONNREFUSED
              world ENETUNREACH
              metadata ENETUNREACH
              raw EPERM
              packet %s
              ['lo']
              own OK None
              """
                  .formatted(
                      provider.filters()
                          ? "EAFNOSUPPORT\nvsock EAFNOSUPPORT\nalg EAFNOSUPPORT"
                          : "EPERM"));
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void there_is_no_terminal_to_type_into(TestingProvider provider) throws Exception {
    String printed =
        python(
            provider,
            """
            attempt('terminal', lambda: os.open('/dev/tty', os.O_RDWR) and None)
            for fd in 0, 1, 2:
                attempt('type', lambda: fcntl.ioctl(fd, termios.TIOCSTI, b'x'))
            print(os.getsid(0) == os.getsid(1))
            """);
    String type = "type " + (provider.filters() ? "EPERM" : "ENOTTY") + "\n";
    assertThat(printed)
        .isEqualTo(
            "terminal "
                + (provider.filters() ? "ENXIO" : "ENOENT")
                + "\n"
                + type.repeat(3)
                + "True\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void two_runs_do_not_meet(TestingProvider provider) throws Exception {
    CancelSignal cancel = new CancelSignal();
    String marker = "4343" + provider.ordinal();
    CompletableFuture<SandboxResult> first =
        provider.start(
            TestingSpec.command(
                    "echo secret >/tmp/first; echo secret >first; echo secret >/dev/shm/first;"
                        + " exec sleep "
                        + marker)
                .environment("FIRST", "secret")
                .cancel(cancel));
    Path process = TestingProcesses.await("sleep\0" + marker + "\0");
    String printed =
        python(
            provider,
            """
            print(os.listdir('/tmp'), os.listdir('/home/user'), os.listdir('/dev/shm'))
            print(len([p for p in os.listdir('/proc') if p.isdigit()]))
            attempt('kill', lambda: os.kill(%s, 9))
            attempt('environment', lambda: open('/proc/%s/environ'))
            """
                .formatted(process.getFileName(), process.getFileName()));
    cancel.cancel();
    assertThat(first.get(10, TimeUnit.SECONDS).outcome())
        .isEqualTo(SandboxResult.Outcome.CANCELLED);
    assertThat(printed).isEqualTo("[] ['main.py'] []\n2\nkill ESRCH\nenvironment ENOENT\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void no_secret_is_in_an_argument_list_of_the_host(TestingProvider provider) throws Exception {
    CancelSignal cancel = new CancelSignal();
    String marker = "4444" + provider.ordinal();
    CompletableFuture<SandboxResult> running =
        provider.start(
            TestingSpec.command("exec sleep " + marker)
                .environment("KEY", "very-secret-value")
                .cancel(cancel));
    TestingProcesses.await("sleep\0" + marker + "\0");
    List<String> commandLines = TestingProcesses.commandLines();
    cancel.cancel();
    running.get(10, TimeUnit.SECONDS);
    assertThat(commandLines).noneMatch(line -> line.contains("very-secret-value"));
  }

  private static String python(TestingProvider provider, String code) throws Exception {
    return TestingPython.run(provider, code);
  }
}
