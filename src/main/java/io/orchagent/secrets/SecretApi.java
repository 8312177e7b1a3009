package io.orchagent.secrets;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orchagent.platform.http.PatchField;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The wire records of the vault. None of those that go out has a value. */
public final class SecretApi {
  private SecretApi() {}

  /** A secret to create, or to change. */
  @Schema(name = "SecretPut", description = "A secret to create, or to give another value")
  public record Put(
      @Schema(
              description =
                  "Name of the variable in which code finds it; names that change how programs"
                      + " start are refused",
              required = true,
              pattern = SecretName.PATTERN,
              examples = "STRIPE_KEY")
          @Nullable String name,
      @Schema(
              description = "1 byte to 64 KiB in UTF-8; returned by nothing",
              required = true,
              examples = "a value")
          @Nullable String value,
      @Schema(
              description = "At most 500 characters; absent: stays as it is, null: none",
              implementation = String.class)
          PatchField<String> description,
      @Schema(
              description =
                  "Agents of other workspaces that may be given it, as org/name or org/*, at most"
                      + " 100; absent: stays as it is, null: none",
              type = SchemaType.ARRAY,
              implementation = String.class)
          PatchField<List<String>> allowedAgents) {

    /** Without the value. */
    @Override
    public String toString() {
      return "Put[" + name + "]";
    }
  }

  /** A secret, without its value. */
  @Schema(name = "Secret", description = "A secret; its value is returned by nothing")
  public record View(
      @Schema(description = "Id of the secret") UUID id,
      @Schema(description = "Its name", examples = "STRIPE_KEY") String name,
      @Schema(
              description = "llm_key for the well known names of providers' keys, else custom",
              enumeration = {"custom", "llm_key"})
          String secretType,
      @Schema(
              description =
                  "The provider of an llm_key: openai, anthropic, gemini or ollama; else null",
              examples = "anthropic")
          @Nullable String llmProvider,
      @Schema(description = "What it is for; null when nobody said") @Nullable String description,
      @Schema(description = "Agents of other workspaces that may be given it")
          List<String> allowedAgents,
      @Schema(description = "Id of the person who created it") UUID createdBy,
      @Schema(description = "When it was created, UTC") Instant createdAt,
      @Schema(description = "When it was last set, UTC") Instant updatedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "Running services that use it and restart; only when it was set")
          @Nullable List<SecretChanged.Restarted> restartedServices) {

    View restarting(List<SecretChanged.Restarted> services) {
      return new View(
          id,
          name,
          secretType,
          llmProvider,
          description,
          allowedAgents,
          createdBy,
          createdAt,
          updatedAt,
          services);
    }
  }
}
