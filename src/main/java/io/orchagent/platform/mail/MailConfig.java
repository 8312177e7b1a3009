package io.orchagent.platform.mail;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Whether the server sends mail, and as whom. */
@ConfigMapping(prefix = "orchagent.mail")
public interface MailConfig {
  /**
   * The sender's address, such as {@code orchagent <no-reply@example.com>}. With it the server
   * sends mail, through the server that {@code quarkus.mailer.host}, {@code .port}, {@code
   * .username}, {@code .password}, {@code .start-tls} and {@code .tls} name; without it none.
   */
  Optional<String> from();
}
