package io.orchagent.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.MailStub;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.orchagent.testing.WithMail;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The mail server greets at once, as one on the same machine does. */
@QuarkusTest
@TestProfile(WithMail.class)
class MailsTest {
  @Inject Mails mails;

  @Test
  void none_of_many_mails_is_lost_or_late() {
    String address = TestWorkspace.newEmail();
    for (int i = 0; i < 60; i++) {
      assertThat(mails.send(address, "one by one", "text")).isTrue();
    }
    assertThat(Together.run(40, i -> mails.send(address, "at once", "text"))).containsOnly(true);
    assertThat(MailStub.to(address)).hasSize(100);
  }
}
