package io.orchagent.workspaces.members;

import io.orchagent.workspaces.EmailAddress;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of members and invitations. */
public final class MemberApi {
  private static final String REQUIRED = "is required";
  private static final String ROLES = "owner|member";
  private static final String ROLE_RULE = "must be owner or member";

  private MemberApi() {}

  /** A change of a member. */
  @Schema(name = "MemberPatch", description = "What a member is to be")
  public record Patch(
      @Schema(description = "owner or member", required = true, examples = "owner")
          @NotNull(message = REQUIRED)
          @Pattern(regexp = ROLES, message = ROLE_RULE)
          @Nullable String role) {}

  /** An invitation to be made. */
  @Schema(name = "InviteCreate", description = "Whom to invite, and as what")
  public record Create(
      @Schema(
              description = "Email address of the account that may accept",
              required = true,
              examples = "grace@example.com")
          @NotNull(message = REQUIRED)
          @EmailAddress
          @Nullable String email,
      @Schema(description = "owner or member", defaultValue = "member", examples = "member")
          @Pattern(regexp = ROLES, message = ROLE_RULE)
          @Nullable String role) {}

  /** An invitation that waits. */
  @Schema(name = "Invite", description = "An invitation that waits to be accepted")
  public record View(
      @Schema(description = "Id of the invitation") UUID id,
      @Schema(description = "Email address of the account that may accept") String email,
      @Schema(description = "What the person will be: owner or member", examples = "member")
          String role,
      @Schema(description = "When it was made, UTC") Instant createdAt,
      @Schema(description = "Until when it can be accepted, UTC") Instant expiresAt) {}

  /** A new invitation with its link. */
  @Schema(name = "NewInvite", description = "A new invitation; its link is shown once")
  public record Made(
      @Schema(description = "Id of the invitation") UUID id,
      @Schema(description = "Email address of the account that may accept") String email,
      @Schema(description = "What the person will be: owner or member", examples = "member")
          String role,
      @Schema(description = "Until when it can be accepted, UTC") Instant expiresAt,
      @Schema(description = "The link, with the token for POST /invites/accept in it")
          String inviteUrl) {}

  /** The answer to an invitation. */
  @Schema(name = "Invited", description = "The answer to an invitation")
  public record Invited(@Schema(description = "The invitation") Made invite) {}

  /** An acceptance. */
  @Schema(name = "InviteAccept", description = "The invitation to accept")
  public record Accept(
      @Schema(description = "The token in the link of the invitation", required = true)
          @NotNull(message = REQUIRED)
          @Nullable String token) {}
}
