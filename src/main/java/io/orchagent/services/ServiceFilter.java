package io.orchagent.services;

import io.orchagent.platform.http.QueryValue;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Which services of a workspace are wanted. */
public class ServiceFilter {
  private static final List<String> STATES =
      List.of("provisioning", "running", "paused", "error", "deleting");

  @RestQuery
  @Parameter(description = "Only in this state: provisioning, running, paused, error or deleting")
  @Nullable String status;

  @Nullable String checked() {
    return QueryValue.word("status", status, STATES).orElse(null);
  }
}
