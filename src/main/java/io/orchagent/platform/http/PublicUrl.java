package io.orchagent.platform.http;

import jakarta.inject.Singleton;

/** Where the server is, as told by its operator and never by a request's Host header. */
@Singleton
public class PublicUrl {
  private final String value;

  PublicUrl(PublicUrlConfig config) {
    String configured = config.value();
    this.value =
        configured.endsWith("/") ? configured.substring(0, configured.length() - 1) : configured;
  }

  /** Scheme and authority, without a slash at the end. */
  public String value() {
    return value;
  }
}
