package io.orchagent.platform.errors;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One thing wrong with one field of a request. */
@Schema(name = "FieldError", description = "One thing wrong with one field of the request")
public record FieldError(
    @Schema(description = "Path of the field, in the spelling of the request", examples = "name")
        String field,
    @Schema(description = "What is wrong and what would be right") String message) {}
