package io.orchagent.identity;

import io.orchagent.platform.http.DisplayName;
import io.orchagent.workspaces.EmailAddress;
import io.orchagent.workspaces.Slug;
import io.orchagent.workspaces.WorkspaceApi;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of registration and signing in. */
public final class AuthApi {
  private static final String REQUIRED = "is required";

  private AuthApi() {}

  /** A registration. */
  @Schema(name = "Register", description = "A new account")
  public record Register(
      @Schema(description = "Email address", required = true, examples = "ada@example.com")
          @NotNull(message = REQUIRED)
          @EmailAddress
          @Nullable String email,
      @Schema(
              description = "8 to 128 characters, and none that attackers try first",
              required = true,
              minLength = 8,
              maxLength = 128)
          @NotNull(message = REQUIRED)
          @Nullable String password,
      @Schema(description = "Display name, 1 to 100 characters", examples = "Ada Lovelace")
          @DisplayName
          @Nullable String name,
      @Schema(
              description = "Slug of the personal workspace; made from name or address when absent",
              examples = "ada")
          @Slug
          @Nullable String workspaceSlug,
      @Schema(description = "The token of an invitation, where the server asks for one")
          @Nullable String inviteToken) {}

  /** The proof that mail reaches who registered. */
  @Schema(name = "Verify", description = "The mailed token of a registration")
  public record Verify(
      @Schema(description = "The token of the mail", required = true) @NotNull(message = REQUIRED)
          @Nullable String token) {}

  /** A sign-in. */
  @Schema(name = "Login", description = "A sign-in")
  public record Login(
      @Schema(description = "Email address", required = true, examples = "ada@example.com")
          @NotNull(message = REQUIRED)
          @Nullable String email,
      @Schema(description = "The account's password", required = true) @NotNull(message = REQUIRED)
          @Nullable String password) {}

  /** A refresh. */
  @Schema(name = "Refresh", description = "A refresh token to be exchanged for a new pair")
  public record Refresh(
      @Schema(description = "The newest refresh token of the session", required = true)
          @NotNull(message = REQUIRED)
          @Nullable String refreshToken) {}

  /** A session's tokens. */
  @Schema(name = "Session", description = "The tokens of a session; shown once")
  public record SessionView(
      @Schema(description = "Send it as 'Authorization: Bearer …'") String accessToken,
      @Schema(description = "Exchange it at POST /auth/refresh; good once") String refreshToken,
      @Schema(description = "Always Bearer") String tokenType,
      @Schema(description = "Seconds until the access token expires", examples = "3600")
          long expiresIn) {}

  /** The answer to a registration. */
  @Schema(name = "Registered", description = "A new account, signed in")
  public record Registered(
      @Schema(description = "The person") UserApi.View user,
      @Schema(description = "The personal workspace") WorkspaceApi.View workspace,
      @Schema(description = "A first session") SessionView session) {}

  /** The answer to a sign-in. */
  @Schema(name = "LoggedIn", description = "The person and a new session")
  public record LoggedIn(
      @Schema(description = "The person") UserApi.View user,
      @Schema(description = "The new session") SessionView session) {}

  /** A change of the password. */
  @Schema(name = "PasswordChange", description = "A new password, by who knows the old one")
  public record PasswordChange(
      @Schema(description = "The password until now", required = true) @NotNull(message = REQUIRED)
          @Nullable String currentPassword,
      @Schema(
              description = "8 to 128 characters, and none that attackers try first",
              required = true,
              minLength = 8,
              maxLength = 128)
          @NotNull(message = REQUIRED)
          @NewPassword
          @Nullable String newPassword) {}

  /** A wish for a mailed token. */
  @Schema(name = "PasswordReset", description = "Whose password is forgotten")
  public record PasswordReset(
      @Schema(
              description = "Email address of the account",
              required = true,
              examples = "ada@example.com")
          @NotNull(message = REQUIRED)
          @Nullable String email) {}

  /** A new password by a mailed token. */
  @Schema(name = "PasswordResetConfirm", description = "A new password, by who got the mail")
  public record PasswordResetConfirm(
      @Schema(description = "The token of the newest mail", required = true)
          @NotNull(message = REQUIRED)
          @Nullable String token,
      @Schema(
              description = "8 to 128 characters, and none that attackers try first",
              required = true,
              minLength = 8,
              maxLength = 128)
          @NotNull(message = REQUIRED)
          @NewPassword
          @Nullable String newPassword) {}

  /** The answer to whoever has to look into their mail. */
  @Schema(name = "CheckMail", description = "What comes next is in a mail, if one was due")
  public record CheckMail(@Schema(description = "Always check_mail") String status) {
    static final CheckMail NOW = new CheckMail("check_mail");
  }

  /** The answer to a changed password. */
  @Schema(name = "PasswordChanged", description = "The password is the new one")
  public record PasswordChanged(@Schema(description = "Always true") boolean changed) {}

  /** A session, without its tokens. */
  @Schema(name = "SessionInfo", description = "A session that is going on, without its tokens")
  public record SessionInfo(
      @Schema(description = "Id of the session") UUID id,
      @Schema(description = "Whether it is the one that asks") boolean current,
      @Schema(description = "Address that signed in") @Nullable String ip,
      @Schema(description = "Program that signed in, as it named itself")
          @Nullable String userAgent,
      @Schema(description = "When it began, UTC") Instant createdAt,
      @Schema(description = "When it last got new tokens, UTC") Instant lastUsedAt,
      @Schema(description = "When it ends unless it gets new tokens, UTC") Instant expiresAt) {}

  /** The answer to a sign-out. */
  @Schema(name = "Revoked", description = "The session is over")
  public record Revoked(@Schema(description = "Always true") boolean revoked) {}
}
