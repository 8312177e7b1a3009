package io.orchagent.schedules;

import io.orchagent.calls.Preferences;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.StrictJson;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** How a run is asked for over HTTP, and answered. */
@Singleton
class TriggerRequests {
  static final int MOST_BYTES = 1024 * 1024;

  private final StrictJson json;
  private final RequestContext request;

  TriggerRequests(StrictJson json, RequestContext request) {
    this.json = json;
    this.request = request;
  }

  Triggers.Wish wish(HttpHeaders headers) {
    List<FieldError> errors = new ArrayList<>();
    Optional<String> key = IdempotencyKey.read(headers, errors);
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    return new Triggers.Wish(key, Preferences.respondAsync(headers));
  }

  RestResponse<ScheduleApi.Triggered> answer(ScheduleApi.Triggered told) {
    if (!told.status().equals("queued")) {
      return RestResponse.ok(told);
    }
    request.header("Preference-Applied", "respond-async");
    return RestResponse.status(RestResponse.Status.ACCEPTED, told);
  }

  /** The JSON text of the input; null for the schedule's own. */
  @Nullable String input(byte[] body, HttpHeaders headers) {
    if (body.length == 0) {
      return null;
    }
    String type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Errors.unsupportedType("Send {input_data} as Content-Type: application/json.");
    }
    if (body.length > MOST_BYTES) {
      throw Errors.tooLarge("The body is larger than 1 MiB.");
    }
    var sent = json.read(body, ScheduleApi.Trigger.class, request).inputData();
    return sent == null ? null : sent.toString();
  }
}
