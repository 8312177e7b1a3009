package io.orchagent.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every JSON success looks like. */
@RegisterForReflection
public record Envelope(
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Object data,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings,
    Map<String, Object> metadata) {}
