package io.orchagent.platform.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Optional;

/** Who stands between the clients and this server. */
@ConfigMapping(prefix = "orchagent.trusted-proxies")
public interface ProxiesConfig {
  /**
   * Addresses or networks ({@code 10.0.0.0/8}) of the proxies in front of the server, separated by
   * commas. Only they may say, by {@code X-Forwarded-For}, who the client is; absent, the client is
   * whoever opened the connection.
   */
  @WithParentName
  Optional<List<String>> addresses();
}
