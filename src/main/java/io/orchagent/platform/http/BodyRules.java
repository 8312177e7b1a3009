package io.orchagent.platform.http;

import io.orchagent.platform.errors.FieldError;
import java.util.List;

/**
 * Port: rules of a request body that annotations can't say. They are asked together with the shape
 * and the constraints, so that the caller hears of everything at once. A field that had the wrong
 * type is null here; what is said about such a field is left out.
 */
public interface BodyRules<T> {
  Class<T> body();

  List<FieldError> problems(T body);
}
