package io.orchagent.workspaces;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.PatchField;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of workspaces. */
public final class WorkspaceApi {
  static final int MAX_NAME = 100;
  static final String NAME_RULE = "must be 1 to 100 characters, without control characters";
  static final String NO_CONTROL = "\\P{Cntrl}*";

  private WorkspaceApi() {}

  /** A new workspace. */
  @Schema(name = "WorkspaceCreate", description = "A new workspace")
  public record Create(
      @Schema(
              description = "Display name, 1 to 100 characters",
              required = true,
              examples = "Acme Labs")
          @NotBlank(message = NAME_RULE)
          @Size(max = MAX_NAME, message = NAME_RULE)
          @Pattern(regexp = NO_CONTROL, message = NAME_RULE)
          @Nullable String name,
      @Schema(
              description =
                  "First path segment of its agents' addresses, unique for ever; made from the name"
                      + " when absent",
              pattern = Slugs.PATTERN,
              examples = "acme")
          @Nullable String slug) {}

  /** A change of a workspace. */
  @Schema(name = "WorkspacePatch", description = "What to change; absent fields stay as they are")
  public record Patch(
      @Schema(description = "Display name, 1 to 100 characters", implementation = String.class)
          PatchField<String> name,
      @Schema(
              description =
                  "Days to keep inputs and outputs of runs; null for the server's; never longer",
              implementation = Integer.class)
          PatchField<Integer> payloadRetentionDays,
      @Schema(
              description = "Days to keep runs; null for the server's; never longer",
              implementation = Integer.class)
          PatchField<Integer> runRetentionDays) {}

  /** A change of the selected workspace. */
  @Schema(name = "OrgPatch", description = "What to change; absent fields stay as they are")
  public record OrgPatch(
      @Schema(description = "Display name, 1 to 100 characters", implementation = String.class)
          PatchField<String> name) {}

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

  /** The rules of a name in a patch, where null is no value. */
  static void requireName(PatchField<String> name) {
    if (!name.present()) {
      return;
    }
    List<FieldError> errors = new ArrayList<>();
    checkName(name, errors);
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
  }

  static void checkName(PatchField<String> name, List<FieldError> errors) {
    String value = name.value();
    if (name.present()
        && (value == null
            || value.isBlank()
            || value.length() > MAX_NAME
            || !value.matches(NO_CONTROL))) {
      errors.add(new FieldError("name", NAME_RULE));
    }
  }
}
