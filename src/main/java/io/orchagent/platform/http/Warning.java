package io.orchagent.platform.http;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Something the caller should know although the request succeeded. */
@Schema(name = "Warning", description = "Something to know although the request succeeded")
public record Warning(
    @Schema(description = "Stable code") String code,
    @Schema(description = "The field it is about, when it is about one") @Nullable String field,
    @Schema(description = "What it is and what to do") String message) {}
