package io.orchagent.services.ingress;

import io.orchagent.platform.embedded.EmbeddedConfig;
import io.orchagent.platform.errors.Errors;
import io.orchagent.services.runtime.ServicesConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where services are: {@code SERVICE--ORG.DOMAIN/…} and {@code DOMAIN/s/ORG/SERVICE/…} where there
 * is a domain for services, {@code /s/ORG/SERVICE/…} of the server's own host in embedded mode.
 */
@Singleton
class Addresses {
  private static final String PREFIX = "/s/";

  /** Two dashes are in neither, so that they may stand between the two. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");

  private static final int LONGEST_NAME = 63;

  private final Optional<String> domain;
  private final boolean onServersOrigin;

  @Inject
  Addresses(ServicesConfig services, IngressConfig ingress, EmbeddedConfig embedded) {
    this(services.domain(), ingress.onOwnHost().orElse(embedded.active()));
  }

  Addresses(Optional<String> domain, boolean onServersOrigin) {
    this.domain = domain.map(Addresses::plain);
    this.onServersOrigin = onServersOrigin;
  }

  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /**
   * Whether the server's own routes have nothing to do with it.
   *
   * @param host without its port; null where the request names none
   * @param uri as it stood in the request's first line
   */
  boolean takes(@Nullable String host, String uri) {
    return onDomain(host) || below(uri);
  }

  /** Also where a whole URL stands in the first line: that one is refused then. */
  private static boolean below(String uri) {
    String path = PathSpelling.path(uri);
    int scheme = path.indexOf("://");
    if (!path.startsWith("/") && scheme > 0) {
      int slash = path.indexOf('/', scheme + 3);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    return path.equals("/s") || path.startsWith(PREFIX);
  }

  private boolean onDomain(@Nullable String host) {
    if (host == null || domain.isEmpty()) {
      return false;
    }
    String plain = plain(host);
    return plain.equals(domain.get()) || plain.endsWith("." + domain.get());
  }

  /**
   * Of a request that {@link #takes} took.
   *
   * @throws io.orchagent.platform.errors.ApiException INVALID_INPUT for a path that may not go on,
   *     NOT_FOUND where no service can be
   */
  ServiceAddress of(@Nullable String host, String uri) {
    PathSpelling.check(uri);
    if (host == null || !onDomain(host)) {
      if (!onServersOrigin) {
        throw domain.map(IngressErrors::elsewhere).orElseGet(IngressErrors::noDomain);
      }
      return byPath(uri);
    }
    String name = plain(host);
    if (name.equals(domain.orElseThrow())) {
      return byPath(uri);
    }
    return byHost(name.substring(0, name.length() - domain.get().length() - 1), uri);
  }

  private static ServiceAddress byHost(String label, String uri) {
    int dashes = label.indexOf("--");
    if (dashes < 0) {
      throw Errors.notFound("Service");
    }
    return address(label.substring(dashes + 2), label.substring(0, dashes), "", uri);
  }

  private static ServiceAddress byPath(String uri) {
    String path = PathSpelling.path(uri);
    int org = path.startsWith(PREFIX) ? path.indexOf('/', PREFIX.length()) : -1;
    if (org < 0) {
      throw Errors.notFound("Service");
    }
    int slash = path.indexOf('/', org + 1);
    int end = slash < 0 ? path.length() : slash;
    return address(
        path.substring(PREFIX.length(), org),
        path.substring(org + 1, end),
        path.substring(0, end),
        slash < 0 ? "" : uri.substring(end));
  }

  private static ServiceAddress address(String org, String service, String prefix, String target) {
    if (!isName(org) || !isName(service)) {
      throw Errors.notFound("Service");
    }
    if (target.startsWith("//")) {
      throw Errors.invalid("The service's own path starts with two slashes; send one.");
    }
    return new ServiceAddress(org, service, prefix, target);
  }

  private static boolean isName(String text) {
    return text.length() <= LONGEST_NAME && NAME.matcher(text).matches();
  }
}
