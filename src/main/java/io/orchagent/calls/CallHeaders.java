package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.calls.skills.SkillsAsked;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.EventStream;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers of a call: what they ask for, and what the answer says in them. */
record CallHeaders(
    @Nullable String tenant,
    @Nullable Instant deadline,
    @Nullable String maxHops,
    Optional<String> idempotencyKey,
    boolean respondAsync,
    boolean stream,
    boolean cancelOnDisconnect,
    ChainHeaders chain,
    SkillsAsked skills) {
  private static final Pattern TENANT = Pattern.compile("[\\x20-\\x7e]{1,128}");
  private static final Pattern HOPS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** All that is wrong with them at once. */
  static CallHeaders read(HttpHeaders headers, CallParameters sent) {
    List<FieldError> errors = new ArrayList<>();
    Optional<String> key = IdempotencyKey.read(headers, errors);
    SkillsAsked skills = SkillsAsked.read(headers, errors);
    boolean stream = has(headers, HttpHeaders.ACCEPT, EventStream.TYPE);
    if (stream && key.isPresent()) {
      errors.add(notWithStream(IdempotencyKey.HEADER));
    }
    boolean later = prefersAsync(headers);
    if (stream && later) {
      errors.add(notWithStream("Prefer"));
    }
    String cancel = sent.cancelOnDisconnect;
    if (cancel != null && !cancel.equals("true") && !cancel.equals("false")) {
      errors.add(new FieldError("X-Orchagent-Cancel-On-Disconnect", "must be true or false"));
    }
    String tenant = sent.tenant;
    if (tenant != null && !TENANT.matcher(tenant).matches()) {
      errors.add(
          new FieldError("X-Orchagent-Tenant", "must be 1 to 128 printable ASCII characters"));
    }
    String deadline = sent.deadline;
    boolean readable = deadline == null || MILLIS.matcher(deadline).matches();
    if (!readable) {
      errors.add(
          new FieldError("X-Orchagent-Deadline-Ms", "must be a time in milliseconds since 1970"));
    }
    String hops = sent.maxHops;
    if (hops != null && !HOPS.matcher(hops).matches()) {
      errors.add(new FieldError("X-Orchagent-Max-Hops", "must be a whole number from 0"));
    }
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    return new CallHeaders(
        tenant,
        deadline == null ? null : Instant.ofEpochMilli(Long.parseLong(deadline)),
        hops,
        key,
        later,
        stream,
        "true".equals(cancel),
        ChainHeaders.of(sent),
        skills);
  }

  /** Those of a call that nobody waits for, as they were kept with another run of it. */
  static CallHeaders replay(ReplayRows.Stored run, Optional<String> key) {
    return new CallHeaders(
        run.tenant(),
        null,
        run.headers().maxHops(),
        key,
        true,
        false,
        false,
        ChainHeaders.NONE,
        run.headers().skills());
  }

  /** Those of a call that a schedule makes. */
  static CallHeaders scheduled(Optional<String> key, boolean respondAsync) {
    return new CallHeaders(
        null, null, null, key, respondAsync, false, false, ChainHeaders.NONE, SkillsAsked.NOTHING);
  }

  /** The smaller of what is allowed and what is asked for. */
  int hops(int allowed) {
    return maxHops == null ? allowed : (int) Math.min(allowed, Long.parseLong(maxHops));
  }

  /** The same with a deadline that is no later than that. */
  CallHeaders until(@Nullable Instant latest) {
    boolean sooner = latest != null && (deadline == null || latest.isBefore(deadline));
    return sooner
        ? new CallHeaders(
            tenant,
            latest,
            maxHops,
            idempotencyKey,
            respondAsync,
            stream,
            cancelOnDisconnect,
            chain,
            skills)
        : this;
  }

  static boolean prefersAsync(HttpHeaders headers) {
    List<String> sent = headers.getRequestHeader("Prefer");
    return sent != null
        && sent.stream()
            .flatMap(value -> Arrays.stream(value.split("[,;]")))
            .anyMatch(preference -> preference.strip().equalsIgnoreCase("respond-async"));
  }

  /** What of the headers makes another request of it; a deadline does not. */
  String fingerprint() {
    String all =
        String.join("\n", String.valueOf(tenant), String.valueOf(maxHops), "" + respondAsync);
    return skills.text() == null ? all : all + "\n" + skills.text();
  }

  private static boolean has(HttpHeaders headers, String name, String word) {
    String value = headers.getHeaderString(name);
    return value != null && value.toLowerCase(Locale.ROOT).contains(word);
  }

  private static FieldError notWithStream(String header) {
    return new FieldError(header, "can't be used with text/event-stream; leave one out");
  }

  /** What the answer says of the run, be it a success or a failure. */
  static void run(UUID run, Release release, RequestContext request) {
    request.header("X-Run-Id", run.toString());
    request.header("X-Orchagent-Run-Id", run.toString());
    request.metadata("run_id", run);
    request.metadata("version", release.versionName());
  }

  /** Tells callers of a deprecated version where to go. */
  static void deprecation(Release release, String successor, RequestContext request) {
    if (release.deprecatedAt() == null) {
      return;
    }
    request.header("Deprecation", "@" + release.deprecatedAt().getEpochSecond());
    if (release.sunsetAt() != null) {
      request.header("Sunset", HTTP_DATE.format(release.sunsetAt()));
    }
    request.header(HttpHeaders.LINK, "<" + successor + ">; rel=\"successor-version\"");
  }
}
