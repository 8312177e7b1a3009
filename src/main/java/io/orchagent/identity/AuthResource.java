package io.orchagent.identity;

import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Open;
import io.orchagent.platform.security.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Registration and sessions. */
@Path("/auth")
@Tag(name = "Auth")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AuthResource {
  private final Registrations registrations;
  private final Accounts accounts;
  private final Sessions sessions;
  private final CurrentCaller caller;

  AuthResource(
      Registrations registrations, Accounts accounts, Sessions sessions, CurrentCaller caller) {
    this.registrations = registrations;
    this.accounts = accounts;
    this.sessions = sessions;
    this.caller = caller;
  }

  @POST
  @Open
  @Path("/register")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "register",
      summary = "Register",
      description =
          "Makes an account with its personal workspace, and signs it in. Where the server has a"
              + " mailer the answer is 202, the same for an address that has an account, and a mail"
              + " tells how it goes on.")
  @APIResponse(
      responseCode = "201",
      description = "Made and signed in",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AuthApi.Registered.class)))
  @APIResponse(
      responseCode = "202",
      description = "A mail is on its way",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AuthApi.CheckMail.class)))
  public RestResponse<Object> register(
      AuthApi.Register body, @RestHeader(HttpHeaders.USER_AGENT) @Nullable String userAgent) {
    Optional<AuthApi.Registered> made = registrations.register(body, userAgent);
    return made.isPresent()
        ? RestResponse.status(RestResponse.Status.CREATED, made.get())
        : RestResponse.status(RestResponse.Status.ACCEPTED, AuthApi.CheckMail.NOW);
  }

  @POST
  @Open
  @Path("/verify")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Operation(
      operationId = "verifyRegistration",
      summary = "Confirm a registration",
      description =
          "Makes the account that the mailed token stands for, and signs it in. A token is good"
              + " once.")
  public AuthApi.Registered verify(
      AuthApi.Verify body, @RestHeader(HttpHeaders.USER_AGENT) @Nullable String userAgent) {
    return registrations.verify(body.token(), userAgent);
  }

  @POST
  @Open
  @Path("/login")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "login",
      summary = "Sign in",
      description = "Opens a session. Too many failures are answered with 429 for a while.")
  public AuthApi.LoggedIn login(
      AuthApi.Login body, @RestHeader(HttpHeaders.USER_AGENT) @Nullable String userAgent) {
    return accounts.login(body, userAgent);
  }

  @POST
  @Open
  @Path("/refresh")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "refreshSession",
      summary = "Refresh a session",
      description =
          "A new pair of tokens; the refresh token sent is used up. Using it again ends the session.")
  public AuthApi.SessionView refresh(AuthApi.Refresh body) {
    return sessions.refresh(body.refreshToken());
  }

  @POST
  @Path("/logout")
  @SignedIn
  @Operation(
      operationId = "logout",
      summary = "Sign out",
      description = "Ends the session whose access token is sent, with its refresh tokens.")
  public AuthApi.Revoked logout() {
    sessions.logout(caller.principal());
    return new AuthApi.Revoked(true);
  }
}
