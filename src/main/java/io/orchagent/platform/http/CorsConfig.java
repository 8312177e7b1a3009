package io.orchagent.platform.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Optional;

/** Which web pages may call this server from a browser. */
@ConfigMapping(prefix = "orchagent.cors-origins")
public interface CorsConfig {
  /**
   * Origins ({@code https://app.example.com}), separated by commas, whose pages may read this
   * server's answers. None by default: then a browser lets only this server's own pages do it.
   * Cookies are never used, so none are allowed along.
   */
  @WithParentName
  Optional<List<String>> origins();
}
