package io.orchagent.identity;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.http.DisplayName;
import io.orchagent.platform.http.PatchField;
import io.orchagent.workspaces.Person;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of the signed-in person. */
public final class UserApi {
  private UserApi() {}

  /** A person, seen by themselves. */
  @Schema(name = "User", description = "The signed-in person")
  public record View(
      @Schema(description = "Id of the person") UUID id,
      @Schema(description = "Email address") String email,
      @Schema(description = "Display name; null when none was given") @Nullable String displayName,
      @Schema(description = "What clients keep here", implementation = Object.class) @JsonRawValue
          String preferences,
      @Schema(description = "When the account was made, UTC") Instant createdAt,
      @Schema(description = "The last sign-in, UTC; null before the first")
          @Nullable Instant lastLoginAt) {
    static View of(Person person) {
      return new View(
          person.id(),
          person.email(),
          person.displayName(),
          person.preferences(),
          person.createdAt(),
          person.lastLoginAt());
    }
  }

  /** A change of oneself. */
  @Schema(name = "UserPatch", description = "What to change; absent fields stay as they are")
  public record Patch(
      @Schema(
              description = "Display name, 1 to 100 characters; null clears it",
              implementation = String.class)
          PatchField<@DisplayName String> displayName,
      @Schema(
              description = "A JSON object of up to 16 KiB, replaced as a whole; null clears it",
              implementation = Object.class)
          PatchField<ObjectNode> preferences) {}
}
