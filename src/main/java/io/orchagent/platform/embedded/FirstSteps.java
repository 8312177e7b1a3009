package io.orchagent.platform.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.platform.embedded.FirstStart.FirstAccount;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes the first account before anybody can connect, and tells the person at the terminal how to
 * go on as soon as somebody can. What is told is printed, never logged: it holds a key.
 */
@ApplicationScoped
public class FirstSteps {
  private static final String FIRST_EMAIL = "admin@orchagent.local";
  private static final String FIRST_WORKSPACE = "dev";
  private static final int PASSWORD_BYTES = 18;
  private static final int AFTER_EVERYTHING = 4_000;

  /** Kept over live reloads; not under `orchagent.`, where only settings may be. */
  private static final String TOLD = "io.orchagent.first-steps.told";

  private final EmbeddedConfig embedded;
  private final AdministratorConfig administrator;
  private final Instance<FirstStart> accounts;
  private final ObjectMapper json;
  private final String baseUrl;
  private volatile Optional<String> greeting = Optional.empty();

  FirstSteps(
      EmbeddedConfig embedded,
      AdministratorConfig administrator,
      Instance<FirstStart> accounts,
      ObjectMapper json,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.embedded = embedded;
    this.administrator = administrator;
    this.accounts = accounts;
    this.json = json;
    this.baseUrl = "http://" + reachable(host) + ":" + port;
  }

  void onStart(@Observes @Priority(AFTER_EVERYTHING) StartupEvent event) {
    if (administrator.email().isPresent() != administrator.password().isPresent()) {
      throw new EmbeddedException(
          "set both ORCHAGENT_ADMIN_EMAIL and ORCHAGENT_ADMIN_PASSWORD, or neither");
    }
    if (accounts.isUnsatisfied()) {
      return;
    }
    if (embedded.activeHome().isPresent()) {
      greeting = Optional.of(welcome(Home.at(embedded.activeHome().get())));
    } else if (administrator.email().isPresent()) {
      accounts
          .get()
          .ensureAdministrator(
              administrator.email().orElseThrow(), administrator.password().orElseThrow());
    }
  }

  void onListening(@ObservesAsync HttpServerStart event) {
    greeting
        .filter(text -> System.setProperty(TOLD, "true") == null)
        .ifPresent(
            text -> {
              System.out.println(text);
              System.out.flush();
            });
  }

  private String welcome(Home home) {
    Optional<DevCredentials> known = read(home);
    if (known.isPresent()) {
      if (!known.get().baseUrl().equals(baseUrl)) {
        write(home, known.get().at(baseUrl));
      }
      return "%n  orchagent    %s%n  credentials  %s%n"
          .formatted(baseUrl, home.file(DevCredentials.FILE));
    }
    DevCredentials made = open();
    write(home, made);
    return """

          orchagent    %s
          API key      %s   (workspace %s)
          credentials  %s   (this key, and the password of %s)

          curl -H 'Authorization: Bearer %s' %s/org
        """
        .formatted(
            baseUrl,
            made.apiKey(),
            made.workspaceSlug(),
            home.file(DevCredentials.FILE),
            made.email(),
            made.apiKey(),
            baseUrl);
  }

  private DevCredentials open() {
    String email = administrator.email().orElse(FIRST_EMAIL);
    String password = administrator.password().orElseGet(FirstSteps::newPassword);
    FirstAccount account = accounts.get().open(email, password, FIRST_WORKSPACE);
    return new DevCredentials(
        baseUrl,
        email,
        password,
        account.workspaceId().toString(),
        account.workspaceSlug(),
        account.apiKey());
  }

  private Optional<DevCredentials> read(Home home) {
    try {
      if (!Files.exists(home.file(DevCredentials.FILE))) {
        return Optional.empty();
      }
      return Optional.of(
          json.readValue(home.file(DevCredentials.FILE).toFile(), DevCredentials.class));
    } catch (IOException e) {
      throw new EmbeddedException(
          home.file(DevCredentials.FILE) + " cannot be read: delete it to get a new key", e);
    }
  }

  private void write(Home home, DevCredentials credentials) {
    try {
      String text = json.writerWithDefaultPrettyPrinter().writeValueAsString(credentials);
      home.writePrivate(DevCredentials.FILE, text + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String newPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String reachable(String host) {
    return host.equals("0.0.0.0") ? Loopback.ADDRESS : host;
  }
}
