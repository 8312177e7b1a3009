package io.orchagent.identity;

import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Open;
import io.orchagent.platform.security.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Changing one's password, by the old one or by a mailed token. */
@Path("/auth")
@Tag(name = "Auth")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PasswordResource {
  private final PasswordChanges changes;
  private final PasswordResets resets;
  private final CurrentCaller caller;

  PasswordResource(PasswordChanges changes, PasswordResets resets, CurrentCaller caller) {
    this.changes = changes;
    this.resets = resets;
    this.caller = caller;
  }

  @POST
  @Path("/password")
  @SignedIn
  @ResponseStatus(200)
  @Operation(
      operationId = "changePassword",
      summary = "Change password",
      description = "Needs a session's token. Your other sessions end at once; API keys stay.")
  public AuthApi.PasswordChanged change(AuthApi.PasswordChange body) {
    changes.change(caller.principal(), body);
    return new AuthApi.PasswordChanged(true);
  }

  @POST
  @Open
  @Path("/password-reset")
  @ResponseStatus(202)
  @Operation(
      operationId = "requestPasswordReset",
      summary = "Forgot password",
      description =
          "Mails a token, good once and for half an hour, to the account of that address. The answer"
              + " is the same where there is none. 422 where the server sends no mail.")
  public AuthApi.CheckMail forgot(AuthApi.PasswordReset body) {
    resets.ask(body.email());
    return AuthApi.CheckMail.NOW;
  }

  @POST
  @Open
  @Path("/password-reset/confirm")
  @ResponseStatus(200)
  @Operation(
      operationId = "confirmPasswordReset",
      summary = "Set a new password",
      description = "By the token of the newest mail. All sessions of the account end at once.")
  public AuthApi.PasswordChanged confirm(AuthApi.PasswordResetConfirm body) {
    resets.confirm(body.token(), body.newPassword());
    return new AuthApi.PasswordChanged(true);
  }
}
