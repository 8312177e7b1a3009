package io.orchagent.services.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.platform.errors.ApiException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  private static final Addresses EMBEDDED = new Addresses(Optional.empty(), true);
  private static final Addresses DOMAIN = new Addresses(Optional.of("Services.Example.com"), false);

  @ParameterizedTest
  @CsvSource({
    "/s/acme/web/a/b?c=d, acme, web, /s/acme/web, /a/b?c=d",
    "/s/acme/web/, acme, web, /s/acme/web, /",
    "/s/acme/web, acme, web, /s/acme/web, ''",
    "/s/acme/web?a=/b, acme, web, /s/acme/web, ''",
    "/s/acme/web/health, acme, web, /s/acme/web, /health",
  })
  void a_path_names_workspace_and_service(
      String uri, String org, String service, String prefix, String target) {
    assertThat(EMBEDDED.of("localhost", uri))
        .isEqualTo(new ServiceAddress(org, service, prefix, target));
  }

  @Test
  void a_host_names_service_and_workspace() {
    assertThat(DOMAIN.of("my-web--acme.services.EXAMPLE.com.", "/a?b"))
        .isEqualTo(new ServiceAddress("acme", "my-web", "", "/a?b"));
    assertThat(DOMAIN.of("services.example.com", "/s/acme/web/a"))
        .isEqualTo(new ServiceAddress("acme", "web", "/s/acme/web", "/a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/s",
        "/s/",
        "/s/acme",
        "/s/acme/",
        "/s//web/",
        "/s/ACME/web/",
        "/s/%61cme/web/",
        "/s/acme/w%65b/",
        "/s/acme--web/x/",
        "/s/acme/web;a/",
        "/s/-a/web/",
        "/s/ac.me/web/"
      })
  void other_paths_name_none(String uri) {
    assertThat(EMBEDDED.takes("localhost", uri)).isTrue();
    assertThatThrownBy(() -> EMBEDDED.of("localhost", uri))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo("NOT_FOUND"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"web.services.example.com", "a.web--acme.services.example.com"})
  void other_hosts_of_the_domain_name_none(String host) {
    assertThat(DOMAIN.takes(host, "/agents")).isTrue();
    assertThatThrownBy(() -> DOMAIN.of(host, "/agents"))
        .hasMessageStartingWith("Service not found");
  }

  @Test
  void the_servers_own_routes_are_not_taken() {
    assertThat(EMBEDDED.takes("localhost", "/storage/x")).isFalse();
    assertThat(EMBEDDED.takes(null, "/")).isFalse();
    assertThat(EMBEDDED.takes(null, "/S/acme/web/")).isFalse();
    assertThat(DOMAIN.takes("api.example.com", "/agents")).isFalse();
    assertThat(DOMAIN.takes("otherservices.example.com", "/agents")).isFalse();
  }

  @Test
  void a_whole_url_is_taken_and_refused() {
    assertThat(EMBEDDED.takes("localhost", "http://a.b/s/acme/web/")).isTrue();
    assertThatThrownBy(() -> EMBEDDED.of("localhost", "http://a.b/s/acme/web/"))
        .hasMessageStartingWith("Send the path alone");
  }

  @Test
  void outside_embedded_mode_services_have_an_origin_of_their_own() {
    assertThat(DOMAIN.takes("api.example.com", "/s/acme/web/")).isTrue();
    assertThatThrownBy(() -> DOMAIN.of("api.example.com", "/s/acme/web/"))
        .hasMessageContaining("SERVICE--ORG.services.example.com");
    assertThatThrownBy(() -> new Addresses(Optional.empty(), false).of("localhost", "/s/a/b/"))
        .hasMessageContaining("orchagent.services.domain");
  }

  @Test
  void a_services_own_path_starts_with_one_slash() {
    assertThatThrownBy(() -> EMBEDDED.of("localhost", "/s/acme/web//evil.example/"))
        .hasMessageContaining("two slashes");
    assertThatThrownBy(() -> DOMAIN.of("web--acme.services.example.com", "//evil.example/"))
        .hasMessageContaining("two slashes");
  }
}
