package io.orchagent.platform.http;

import io.orchagent.platform.errors.FieldError;
import java.util.List;

/**
 * A body that is asked what is wrong with it: a dry run answers with that instead of failing.
 *
 * @param body what could be read of it; a field of the wrong type is null
 * @param errors all that would refuse it
 * @param warnings what would be said of it besides
 */
public record Checked<T>(T body, List<FieldError> errors, List<Warning> warnings) {}
