package io.orchagent.llm;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where an operator says that a provider is. */
record BaseAddress(String text) {

  static BaseAddress of(LlmProvider provider, URI configured) {
    String scheme = String.valueOf(configured.getScheme());
    if (configured.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException(
          "orchagent.llm."
              + provider.wire()
              + ".base-url must be the address of a server, with http:// or https://");
    }
    return new BaseAddress(configured.toString().replaceAll("/+$", ""));
  }

  /** With this ending, which people write or leave out. */
  BaseAddress ending(String path) {
    return text.endsWith(path) ? this : new BaseAddress(text + path);
  }

  /** With this path where people wrote none at all. */
  BaseAddress orPath(String path) {
    String own = URI.create(text).getRawPath();
    return own == null || own.isEmpty() ? new BaseAddress(text + path) : this;
  }

  String at(String path) {
    return text + path;
  }

  /** A name as one segment of a path. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
