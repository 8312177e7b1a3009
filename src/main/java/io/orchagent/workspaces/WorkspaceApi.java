package io.orchagent.workspaces;

import io.orchagent.platform.http.DisplayName;
import io.orchagent.platform.http.PatchField;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of workspaces. */
public final class WorkspaceApi {
  private static final String NOT_NULL = "must not be null";

  private WorkspaceApi() {}

  /** A new workspace. */
  @Schema(name = "WorkspaceCreate", description = "A new workspace")
  public record Create(
      @Schema(
              description = "Display name, 1 to 100 characters",
              required = true,
              examples = "Acme Labs")
          @NotNull(message = "is required")
          @DisplayName
          @Nullable String name,
      @Schema(
              description =
                  "First path segment of its agents' addresses, unique for ever; made from the name"
                      + " when absent",
              pattern = Slugs.PATTERN,
              examples = "acme")
          @Slug
          @Nullable String slug) {}

  /** A change of a workspace. */
  @Schema(name = "WorkspacePatch", description = "What to change; absent fields stay as they are")
  public record Patch(
      @Schema(description = "Display name, 1 to 100 characters", implementation = String.class)
          PatchField<@NotNull(message = NOT_NULL) @DisplayName String> name,
      @Schema(
              description =
                  "Days to keep inputs and outputs of runs; null for the server's; never longer",
              implementation = Integer.class)
          PatchField<@KeptDays(KeptDays.What.PAYLOADS) Integer> payloadRetentionDays,
      @Schema(
              description = "Days to keep runs; null for the server's; never longer",
              implementation = Integer.class)
          PatchField<@KeptDays(KeptDays.What.RUNS) Integer> runRetentionDays) {}

  /** A change of the selected workspace. */
  @Schema(name = "OrgPatch", description = "What to change; absent fields stay as they are")
  public record OrgPatch(
      @Schema(description = "Display name, 1 to 100 characters", implementation = String.class)
          PatchField<@NotNull(message = NOT_NULL) @DisplayName String> name) {}

  /** A workspace, as one of its members sees it. */
  @Schema(name = "Workspace", description = "A workspace, as one of its members sees it")
  public record View(
      @Schema(description = "Id of the workspace") UUID id,
      @Schema(description = "Display name") String name,
      @Schema(description = "First path segment of its agents' addresses") String slug,
      @Schema(description = "personal or team", examples = "team") String type,
      @Schema(description = "Name of its plan", examples = "free") String plan,
      @Schema(description = "What the caller is in it: owner or member", examples = "owner")
          String role,
      @Schema(description = "Id of the person whose workspace it is") UUID ownerUserId,
      @Schema(description = "Number of its members") long memberCount,
      @Schema(description = "Days that inputs and outputs are kept; null for the server's")
          @Nullable Integer payloadRetentionDays,
      @Schema(description = "Days that runs are kept; null for the server's")
          @Nullable Integer runRetentionDays,
      @Schema(description = "When it was made, UTC") Instant createdAt) {}

  /** The selected workspace. */
  @Schema(name = "Org", description = "The selected workspace")
  public record Org(
      @Schema(description = "Id of the workspace") UUID id,
      @Schema(description = "Display name") String name,
      @Schema(description = "First path segment of its agents' addresses") String slug,
      @Schema(description = "Name of its plan", examples = "free") String plan,
      @Schema(description = "When it was made, UTC") Instant createdAt) {
    static Org of(Workspace workspace) {
      return new Org(
          workspace.id, workspace.name, workspace.slug, workspace.plan, workspace.createdAt);
    }
  }

  /** A person in a workspace. */
  @Schema(name = "WorkspaceMember", description = "A person in a workspace")
  public record MemberView(
      @Schema(description = "Id of the person") UUID userId,
      @Schema(description = "Email address") String email,
      @Schema(description = "Display name; null when none was given") @Nullable String name,
      @Schema(description = "owner or member", examples = "member") String role,
      @Schema(description = "Since when, UTC") Instant joinedAt) {}
}
