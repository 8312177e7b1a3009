package io.orchagent.workspaces.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.MailStub;
import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.WithMail;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithMail.class)
class InviteMailResourceTest {
  @Test
  void an_invitation_comes_by_mail_but_not_without_end() {
    TestWorkspace owner = TestWorkspace.create();
    String email = TestWorkspace.newEmail();
    TestInvite invite = TestInvite.send(owner, email, "member");
    List<String> mails = MailStub.to(email);
    assertThat(mails).hasSize(1);
    assertThat(mails.getFirst()).contains("token=" + invite.token()).contains("as member");
    for (int i = 0; i < 4; i++) {
      TestInvite.send(owner, email, "member");
    }
    owner
        .asOwner()
        .body(Map.of("email", email))
        .post("/workspaces/" + owner.workspaceId + "/invite")
        .then()
        .statusCode(200)
        .body("warnings[0].code", equalTo("MAIL_NOT_SENT"));
    assertThat(MailStub.to(email)).hasSize(5);
    owner
        .asOwner()
        .body(Map.of("email", TestWorkspace.newEmail()))
        .post("/workspaces/" + owner.workspaceId + "/invite")
        .then()
        .statusCode(200)
        .body("warnings", nullValue());
  }
}
