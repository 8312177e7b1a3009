package io.orchagent.sandbox.install;

import io.orchagent.sandbox.Sandboxes;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The indexes that this host's pip and npm are configured with, asked of them once, beside the
 * start: this server knows none by name.
 */
@Singleton
public class HostIndexes implements Indexes {
  private static final Logger LOG = Logger.getLogger(HostIndexes.class);
  private static final long PATIENCE_SECONDS = 60;
  private static final String ASK_PIP =
      """
      import sys, sysconfig
      from pip._internal.configuration import Configuration
      from pip._internal.models.index import PyPI
      found = Configuration(isolated=False)
      found.load()
      values = dict(found.items())
      # Since pip 25 the values lie one level deeper, by file
      flat = {}
      for key, value in values.items():
          flat.update(value if isinstance(value, dict) else {key: value})
      names = ('install.index-url', ':env:.index-url', 'global.index-url')
      url = next((flat[n] for n in (':env:.index-url', *names) if flat.get(n)), PyPI.simple_url)
      print(url)
      print(sys.implementation.cache_tag, sysconfig.get_platform())
      """;
  private static final String ASK_FILES =
      """
      import html.parser, sys, urllib.parse, urllib.request
      page = sys.argv[1].rstrip('/') + '/pip/'
      hosts = set()
      class Links(html.parser.HTMLParser):
          def handle_starttag(self, tag, attributes):
              link = urllib.parse.urlsplit(urllib.parse.urljoin(page, dict(attributes).get('href') or ''))
              if tag == 'a' and link.scheme in ('http', 'https') and link.hostname:
                  hosts.add('%s:%d' % (link.hostname, link.port or (443 if link.scheme == 'https' else 80)))
      with urllib.request.urlopen(page, timeout=20) as answer:
          Links().feed(answer.read(20_000_000).decode('utf-8', 'replace'))
      for host in sorted(hosts)[:5]:
          print(host)
      """;
  private static final String ASK_NODE =
      "console.log('node' + process.versions.modules, process.platform + '-' + process.arch)";

  private final Sandboxes sandboxes;
  private final CompletableFuture<Map<PackageTool, Asked>> asked = new CompletableFuture<>();

  private volatile @Nullable List<String> pipFiles;

  /** An index, or what has to be done before there is one. */
  private record Asked(Optional<PackageIndex> index, String problem) {}

  HostIndexes(Sandboxes sandboxes) {
    this.sandboxes = sandboxes;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofPlatform().daemon().name("package-indexes").start(this::ask);
  }

  /** Waits for the answers at the start. */
  @Override
  public PackageIndex of(PackageTool manager) throws MissingException {
    Asked answer = asked.join().get(manager);
    if (answer == null || answer.index().isEmpty()) {
      throw new MissingException(answer == null ? manager + " was not asked" : answer.problem());
    }
    PackageIndex index = answer.index().get();
    return manager == PackageTool.PIP ? withFiles(index) : index;
  }

  /** Asked when the first packages are installed: only then is the index needed. */
  private PackageIndex withFiles(PackageIndex index) {
    List<String> known = pipFiles;
    if (known == null) {
      known =
          sandboxes
              .interpreter(PackageTool.PIP.interpreter())
              .map(python -> files(python, index.url()))
              .orElse(List.of());
      pipFiles = known.isEmpty() ? null : known;
    }
    return new PackageIndex(index.url(), index.runtime(), known);
  }

  /** Where the files lie that an index of Python packages lists: often not where it does. */
  static List<String> files(Path python, String url) {
    try {
      return run(List.of(python.toString(), "-c", ASK_FILES, url)).stream()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      LOG.infof("the package index does not tell where its files are: %s", e.getMessage());
      return List.of();
    }
  }

  private void ask() {
    Map<PackageTool, Asked> answers = new EnumMap<>(PackageTool.class);
    for (PackageTool manager : PackageTool.values()) {
      answers.put(manager, ask(manager, sandboxes.interpreter(manager.interpreter())));
    }
    asked.complete(answers);
  }

  private static Asked ask(PackageTool manager, Optional<Path> interpreter) {
    if (interpreter.isEmpty()) {
      return new Asked(Optional.empty(), missing(manager, "its interpreter is missing"));
    }
    try {
      return switch (manager) {
        case PIP -> pip(run(List.of(interpreter.get().toString(), "-c", ASK_PIP)));
        case NPM -> npm(interpreter.get());
      };
    } catch (IOException e) {
      LOG.debugf(e, "%s was not asked", manager);
      return new Asked(Optional.empty(), missing(manager, String.valueOf(e.getMessage())));
    }
  }

  private static Asked pip(List<String> lines) throws IOException {
    if (lines.size() != 2) {
      throw new IOException("its configuration can't be read");
    }
    return new Asked(
        Optional.of(new PackageIndex(withoutUser(lines.get(0)), lines.get(1), List.of())), "");
  }

  private static Asked npm(Path node) throws IOException {
    Path npm = Path.of("/usr/bin/npm");
    Path beside = node.resolveSibling("npm");
    Path found = Files.exists(beside) ? beside : npm;
    List<String> url = run(List.of(found.toString(), "config", "get", "registry"));
    List<String> runtime = run(List.of(node.toString(), "-e", ASK_NODE));
    if (url.size() != 1 || runtime.size() != 1) {
      throw new IOException("its configuration can't be read");
    }
    return new Asked(
        Optional.of(new PackageIndex(withoutUser(url.get(0)), runtime.get(0), List.of())), "");
  }

  private static String withoutUser(String text) throws IOException {
    try {
      URI uri = new URI(text.strip());
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (uri.getHost() == null || !List.of("http", "https").contains(scheme)) {
        throw new IOException("its index is no http address");
      }
      return new URI(scheme, null, uri.getHost(), uri.getPort(), uri.getPath(), null, null)
          .toString();
    } catch (URISyntaxException e) {
      throw new IOException("its index is no address", e);
    }
  }

  static String missing(PackageTool manager, String why) {
    String what =
        switch (manager) {
          case PIP ->
              "pip can't be used on this server ("
                  + why
                  + "). Its operator has to install"
                  + " it for the Python that runs agents: apt-get install python3-pip";
          case NPM ->
              "npm can't be used on this server ("
                  + why
                  + "). Its operator has to install"
                  + " it for the Node.js that runs agents: apt-get install npm";
        };
    return what
        + ". Until then put the packages into the zip and leave "
        + manager.list()
        + " out of it.";
  }

  private static List<String> run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(Path.of("/").toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    process.getOutputStream().close();
    List<String> lines = new ArrayList<>();
    CompletableFuture<?> late =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().forEach(lines::add);
    }
    int code = process.onExit().join().exitValue();
    late.cancel(false);
    if (code != 0) {
      throw new IOException(command.get(0) + " ended with exit code " + code);
    }
    return lines;
  }
}
