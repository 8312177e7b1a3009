package io.orchagent.agents.packages;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.sandbox.install.PackageIndex;
import io.orchagent.sandbox.install.PackageTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files of a bundle that decide what is installed.
 *
 * @param bundle its folder
 * @param bundleSha256 of its zip
 * @param need what is to be installed
 * @param whole whether its list names files of the bundle, so that all of it counts
 */
record PackageSource(Path bundle, String bundleSha256, PackageNeed need, boolean whole) {
  private static final String FORMAT = "1";
  private static final List<String> NODE_LOCKS =
      List.of("package-lock.json", "npm-shrinkwrap.json");

  /** Options that name other files, paths, and archives: whatever does not come from the index. */
  private static final Pattern LOCAL_REQUIREMENT =
      Pattern.compile(
          "(?m)^\\s*(?:-r|-c|-e|-f|--requirement|--constraint|--editable|--find-links)\\b"
              + "|^\\s*[./]|@\\s*(?:file:|\\.)|\\bfile:|\\.(?:whl|tar\\.gz|zip|tgz)\\b");

  private static final Pattern LOCAL_PACKAGE =
      Pattern.compile("\"(?:file|link):|\"\\.{0,2}/|\\.tgz\"|\"workspaces\"");

  static PackageSource of(Path bundle, String bundleSha256, PackageNeed need) throws IOException {
    String list = Files.readString(bundle.resolve(need.manager().list()), StandardCharsets.UTF_8);
    Pattern local =
        switch (need.manager()) {
          case PIP -> LOCAL_REQUIREMENT;
          case NPM -> LOCAL_PACKAGE;
        };
    return new PackageSource(bundle, bundleSha256, need, local.matcher(list).find());
  }

  /** Names what will be installed: equal keys mean equal packages. */
  String key(PackageIndex index) throws IOException {
    MessageDigest digest = Hashes.sha256();
    for (String part : List.of(FORMAT, need.manager().name(), index.url(), index.runtime())) {
      add(digest, part.getBytes(StandardCharsets.UTF_8));
    }
    add(digest, String.join(" ", need.flags()).getBytes(StandardCharsets.UTF_8));
    for (String name : files()) {
      add(digest, name.getBytes(StandardCharsets.UTF_8));
      add(digest, Files.readAllBytes(bundle.resolve(name)));
    }
    if (whole) {
      add(digest, bundleSha256.getBytes(StandardCharsets.UTF_8));
    }
    return Hashes.hex(digest.digest());
  }

  private static void add(MessageDigest digest, byte[] bytes) {
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  /** The list, and the lock beside it. */
  private List<String> files() {
    if (need.manager() == PackageTool.PIP) {
      return List.of(need.manager().list());
    }
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(need.manager().list()), NODE_LOCKS.stream())
        .filter(name -> Files.isRegularFile(bundle.resolve(name)))
        .toList();
  }

  /** A folder with what the manager is to see of the bundle. */
  Path staged(Path empty) throws IOException {
    if (whole) {
      return bundle;
    }
    for (String name : files()) {
      Files.copy(bundle.resolve(name), empty.resolve(name));
    }
    return empty;
  }
}
