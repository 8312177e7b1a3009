package io.orchagent.testing;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.Map;

/** An invitation, made over HTTP alone. */
public record TestInvite(String id, String token) {
  public static TestInvite send(TestWorkspace owner, String email, String role) {
    JsonPath answer =
        owner
            .asOwner()
            .body(Map.of("email", email, "role", role))
            .post("/workspaces/" + owner.workspaceId + "/invite")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    String url = answer.getString("data.invite.invite_url");
    return new TestInvite(
        answer.getString("data.invite.id"), url.substring(url.indexOf("token=") + 6));
  }

  public ValidatableResponse acceptedBy(TestWorkspace person) {
    return person.asOwner().body(Map.of("token", token)).post("/invites/accept").then();
  }

  /** Invites a person who accepts. */
  public static void join(TestWorkspace owner, TestWorkspace person, String role) {
    send(owner, person.email, role).acceptedBy(person).statusCode(200);
  }
}
