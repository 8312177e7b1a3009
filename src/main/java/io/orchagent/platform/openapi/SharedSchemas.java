package io.orchagent.platform.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import java.util.List;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Schemas of the envelope and of failures. */
final class SharedSchemas {
  static final List<String> CODES =
      List.of(
          "INVALID_INPUT",
          "MISSING_INPUT_FIELDS",
          "MISSING_SECRETS",
          "LLM_KEY_REQUIRED",
          "UNAUTHORIZED",
          "INSUFFICIENT_CREDITS",
          "FORBIDDEN",
          "PLAN_LIMIT_REACHED",
          "DOWNLOAD_DISABLED",
          "PAID_AGENT_SERVER_ONLY",
          "DEPENDENCY_NOT_ALLOWED",
          "MAX_HOPS_EXCEEDED",
          "MAX_HOPS_TOO_LOW",
          "DEPENDENCY_CYCLE",
          "NOT_CALLABLE",
          "NOT_FOUND",
          "METHOD_NOT_ALLOWED",
          "CONFLICT",
          "CANCELLED",
          "DOCUMENT_TOO_LARGE",
          "UNSUPPORTED_TYPE",
          "UNPROCESSABLE",
          "RATE_LIMITED",
          "BUDGET_EXCEEDED",
          "STORAGE_QUOTA_EXCEEDED",
          "SANDBOX_ERROR",
          "LLM_ERROR",
          "LLM_RATE_LIMITED",
          "TIMEOUT",
          "SANDBOX_TIMEOUT",
          "BILLING_NOT_CONFIGURED",
          "UNAVAILABLE",
          "INTERNAL_ERROR");

  private SharedSchemas() {}

  static void addTo(Components components) {
    components.addSchema("Warning", warning());
    components.addSchema("FieldError", fieldError());
    components.addSchema("Metadata", metadata());
    components.addSchema("PageMetadata", pageMetadata());
    components.addSchema("Error", error());
    components.addSchema("ErrorResponse", errorResponse());
  }

  static Schema ref(String name) {
    return createSchema().ref("#/components/schemas/" + name);
  }

  static Schema text(String description) {
    return createSchema().addType(Schema.SchemaType.STRING).description(description);
  }

  static Schema integer(String description) {
    return createSchema().addType(Schema.SchemaType.INTEGER).description(description);
  }

  static Schema object(String description) {
    return createSchema().addType(Schema.SchemaType.OBJECT).description(description);
  }

  static Schema listOf(Schema items) {
    return createSchema().addType(Schema.SchemaType.ARRAY).items(items);
  }

  private static Schema warning() {
    return object("Something to know although the request succeeded")
        .required(List.of("code", "message"))
        .addProperty("code", text("Stable code"))
        .addProperty("field", text("The field it is about, when it is about one"))
        .addProperty("message", text("What it is and what to do"));
  }

  private static Schema fieldError() {
    return object("One thing wrong with one field of the request")
        .required(List.of("field", "message"))
        .addProperty("field", text("Path of the field, in the spelling of the request"))
        .addProperty("message", text("What is wrong and what would be right"));
  }

  private static Schema metadata() {
    return object("About the request")
        .required(List.of("request_id"))
        .addProperty("request_id", text("Names this request in the server's log"));
  }

  private static Schema pageMetadata() {
    return metadata()
        .description("About the request and the list")
        .addProperty("total", integer("How many there are in all"))
        .addProperty("limit", integer("How many were asked for"))
        .addProperty("offset", integer("How many were left out"))
        .addProperty("next_cursor", text("Where paging is by cursor: of the next part, if any"));
  }

  private static Schema error() {
    return object("What went wrong")
        .required(List.of("code", "message", "is_retryable"))
        .addProperty("code", text("Stable code").enumeration(List.copyOf(CODES)))
        .addProperty("message", text("What went wrong and what to do next"))
        .addProperty(
            "is_retryable",
            createSchema()
                .addType(Schema.SchemaType.BOOLEAN)
                .description("True when the same request may succeed later"))
        .addProperty("fields", listOf(ref("FieldError")).description("All validation failures"))
        .addProperty("suggested_wait_time", integer("With 429: how long to wait, in seconds"))
        .addProperty("hint", text("What to try"))
        .addProperty("detail", text("More about the cause"))
        .addProperty(
            "category",
            text("Of SANDBOX_ERROR")
                .enumeration(List.of("code_error", "setup_error", "resource_limit")))
        .addProperty("user_message", text("Of SANDBOX_ERROR: the failure in one sentence"))
        .addProperty("stderr_tail", text("Of SANDBOX_ERROR: the last of what was printed"));
  }

  private static Schema errorResponse() {
    return object("A failure")
        .required(List.of("error", "metadata"))
        .addProperty("error", ref("Error"))
        .addProperty("metadata", ref("Metadata"));
  }
}
