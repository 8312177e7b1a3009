package io.orchagent.platform.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HealthResourceTest {
  @Test
  void a_ready_server_says_ok_and_nothing_else() {
    var answer = given().get("/health").then().statusCode(200).extract().response();
    assertThat(answer.asString()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(answer.contentType()).startsWith("application/json");
  }

  @Test
  void head_answers_like_get_without_a_body() {
    var answer = given().head("/health").then().statusCode(200).extract().response();
    assertThat(answer.asByteArray()).isEmpty();
  }

  @Test
  void a_wrong_credential_does_not_matter() {
    given().header("Authorization", "Bearer sk_live_wrong").get("/health").then().statusCode(200);
  }

  @Test
  void details_and_metrics_are_not_on_the_public_port() {
    given().get("/q/health").then().statusCode(404);
    given().get("/q/metrics").then().statusCode(404);
  }
}
