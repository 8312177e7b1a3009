package io.orchagent.testing;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** A fresh person with a fresh workspace and an API key, made over HTTP alone. */
public final class TestWorkspace {
  public final String email;
  public final String password;
  public final String userId;
  public final String accessToken;
  public final String refreshToken;
  public final String workspaceId;
  public final String slug;
  public final String apiKey;

  private TestWorkspace(String email, String password, JsonPath registered) {
    this.email = email;
    this.password = password;
    this.userId = registered.getString("data.user.id");
    this.accessToken = registered.getString("data.session.access_token");
    this.refreshToken = registered.getString("data.session.refresh_token");
    this.workspaceId = registered.getString("data.workspace.id");
    this.slug = registered.getString("data.workspace.slug");
    this.apiKey = newKey(Map.of("name", "test")).getString("data.key");
  }

  public static TestWorkspace create() {
    String email = newEmail();
    String password = newPassword();
    Response answer = post("/auth/register", Map.of("email", email, "password", password));
    // A server with a mailer asks for the token that it mailed
    Response registered = answer.statusCode() == 202 ? verify(email) : answer;
    return registered(email, password, registered.then().statusCode(201).extract().jsonPath());
  }

  /** Who was answered that. */
  public static TestWorkspace registered(String email, String password, JsonPath answer) {
    return new TestWorkspace(email, password, answer);
  }

  private static Response verify(String email) {
    await().until(() -> !MailStub.tokens(email, "vr_").isEmpty());
    return post("/auth/verify", Map.of("token", MailStub.tokens(email, "vr_").getFirst()));
  }

  private static Response post(String path, Map<String, String> body) {
    RequestSpecification request = given().contentType("application/json").body(body);
    // Mail is counted by where it was asked from
    return request
        .header("X-Forwarded-For", "2001:db8:" + unique().substring(0, 4) + ":78::1")
        .post(path);
  }

  public static String newEmail() {
    return "t" + unique() + "@example.test";
  }

  public static String newPassword() {
    return "correct horse " + unique();
  }

  /** A slug, or a part of a name, that no other test uses. */
  public static String unique() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  }

  /** With the API key. */
  public RequestSpecification asOwner() {
    return as(apiKey);
  }

  /** With the access token of the session. */
  public RequestSpecification asSession() {
    return as(accessToken);
  }

  /** With the session of the server's administrator. */
  public static RequestSpecification asAdministrator() {
    return as(
        given()
            .contentType("application/json")
            .body(
                Map.of("email", TestSettings.ADMIN_EMAIL, "password", TestSettings.ADMIN_PASSWORD))
            .post("/auth/login")
            .then()
            .statusCode(200)
            .extract()
            .path("data.session.access_token"));
  }

  /** With any bearer. */
  public static RequestSpecification as(String bearer) {
    return given().header("Authorization", "Bearer " + bearer).contentType("application/json");
  }

  /** The whole answer to a new key. */
  public JsonPath newKey(Map<String, Object> body) {
    return asSession().body(body).post("/api-keys").then().statusCode(201).extract().jsonPath();
  }
}
