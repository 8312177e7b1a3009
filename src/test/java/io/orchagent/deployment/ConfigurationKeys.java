package io.orchagent.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which environment variables configure something. */
final class ConfigurationKeys {
  private static final Pattern OWN =
      Pattern.compile("^\\| `(orchagent\\.[^`]+)`", Pattern.MULTILINE);
  private static final Pattern QUARKUS = Pattern.compile("\"(io\\.quarkus\\.[\\w.$]+)[#.](\\w+)\"");

  private final Set<String> own;
  private final Set<String> itemsOfQuarkus;

  private ConfigurationKeys(Set<String> own, Set<String> itemsOfQuarkus) {
    this.own = own;
    this.itemsOfQuarkus = itemsOfQuarkus;
  }

  /** Of our own from the page that is generated; of Quarkus from what its extensions document. */
  static ConfigurationKeys read() {
    try {
      Matcher keys = OWN.matcher(Files.readString(Path.of("docs/configuration.md")));
      Set<String> own =
          keys.results().map(each -> variable(each.group(1))).collect(Collectors.toSet());
      String described = "";
      List<URL> documents =
          Collections.list(
              ConfigurationKeys.class
                  .getClassLoader()
                  .getResources("META-INF/quarkus-config-doc/quarkus-config-javadoc.json"));
      for (URL document : documents) {
        try (InputStream in = document.openStream()) {
          described += new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      Set<String> items =
          QUARKUS
              .matcher(described)
              .results()
              .map(each -> (each.group(1) + "#" + each.group(2)).toLowerCase(Locale.ROOT))
              .collect(Collectors.toSet());
      return new ConfigurationKeys(own, items);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /**
   * Quarkus' documents name classes, not keys: its variable is known when an item that is called
   * like its last words stands in a class or package that is called like its second.
   */
  boolean has(String variable) {
    if (variable.startsWith("ORCHAGENT_")) {
      return own.contains(variable);
    }
    String[] words = variable.toLowerCase(Locale.ROOT).split("_");
    if (words.length < 3 || !words[0].equals("quarkus")) {
      return false;
    }
    return itemsOfQuarkus.stream().anyMatch(item -> names(item, words));
  }

  private static boolean names(String item, String... words) {
    String place = item.substring(0, item.indexOf('#'));
    String name = item.substring(item.indexOf('#') + 1);
    StringBuilder end = new StringBuilder();
    for (int i = words.length - 1; i >= 2; i--) {
      end.insert(0, words[i]);
      if (name.contentEquals(end) && place.contains(words[1])) {
        return true;
      }
    }
    return false;
  }
}
