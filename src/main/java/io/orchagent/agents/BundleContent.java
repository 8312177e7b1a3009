package io.orchagent.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.platform.errors.Errors;
import io.orchagent.sandbox.install.PackageTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a bundle's files mean: where the program starts, and what it needs installed. */
final class BundleContent {
  private static final List<String> ENTRYPOINTS =
      List.of(
          "main.py",
          "app.py",
          "agent.py",
          "run.py",
          "__main__.py",
          "main.js",
          "index.js",
          "agent.js");

  /** Where a service may start beside them. */
  private static final List<String> SERVING =
      List.of("bot.py", "server.py", "index.py", "app.js", "bot.js", "server.js");

  private static final List<String> SUFFIXES = List.of(".py", ".js", ".mjs", ".cjs");
  private static final List<String> DEPENDENCY_SECTIONS =
      List.of("dependencies", "optionalDependencies", "peerDependencies");

  private static final ObjectMapper JSON = new ObjectMapper();

  private BundleContent() {}

  /**
   * An entrypoint that somebody named.
   *
   * @param asked by the upload's header
   * @param published in the version's spec
   */
  record Named(@Nullable String asked, @Nullable String published) {}

  /**
   * The file to start.
   *
   * @param needed false when a command starts the program, or nothing does
   * @param alwaysOn whether it is a service
   */
  static @Nullable String entrypoint(
      Set<String> files, Named named, boolean needed, boolean alwaysOn) {
    for (String wanted : new String[] {named.asked(), named.published()}) {
      if (wanted != null) {
        return existing(files, wanted);
      }
    }
    Optional<String> found =
        Stream.concat(ENTRYPOINTS.stream(), alwaysOn ? SERVING.stream() : Stream.empty())
            .filter(files::contains)
            .findFirst();
    if (found.isEmpty() && needed) {
      throw Errors.unprocessable(
          "The bundle has no entrypoint. Put one of "
              + String.join(", ", ENTRYPOINTS)
              + " at its top, not inside a folder, or name another with the header x-entrypoint.");
    }
    return needed ? found.orElseThrow() : null;
  }

  private static String existing(Set<String> files, String wanted) {
    if (!files.contains(wanted)) {
      throw Errors.unprocessable(
          "The bundle has no file "
              + ZipNames.shown(wanted)
              + ", which is to be its entrypoint. Names are relative to the top of the zip.");
    }
    if (SUFFIXES.stream().noneMatch(wanted::endsWith)) {
      throw Errors.unprocessable(
          "An entrypoint ends in .py, .js, .mjs or .cjs; start anything else with"
              + " runtime.command.");
    }
    return wanted;
  }

  /** Names of the managers that have something to install. */
  static List<String> packages(ZipBundle.Content content, @Nullable String entrypoint) {
    return Arrays.stream(PackageTool.values())
        .filter(manager -> content.dependencyFiles().containsKey(manager.list()))
        .filter(manager -> concerns(manager.list(), entrypoint))
        .filter(manager -> listsAny(manager.list(), content.dependencyFiles().get(manager.list())))
        .map(PackageTool::name)
        .toList();
  }

  private static boolean concerns(String file, @Nullable String entrypoint) {
    if (entrypoint == null) {
      return true;
    }
    return entrypoint.endsWith(".py") == file.equals("requirements.txt");
  }

  private static boolean listsAny(String name, byte[] content) {
    if (name.equals("requirements.txt")) {
      return new String(content, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replace("\uFEFF", "").strip())
          .anyMatch(line -> !line.isEmpty() && !line.startsWith("#"));
    }
    try {
      JsonNode root = JSON.readTree(content);
      return DEPENDENCY_SECTIONS.stream().anyMatch(section -> !root.path(section).isEmpty());
    } catch (JsonProcessingException e) {
      throw Errors.invalidField("bundle", "has a package.json that is not valid JSON");
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does not fail", e);
    }
  }
}
