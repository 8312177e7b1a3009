package io.orchagent.platform.telemetry;

import io.opentelemetry.api.common.Attributes;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Traces of calls. All of it is told when it is over; what is going on is only remembered as far as
 * others have to find their place below it.
 */
@Singleton
public class Tracing {
  /** So many of an id's bits are random in any case. */
  private static final long RANDOM = 1L << 56;

  private final @Nullable SpanExport export;
  private final long sampled;
  private final Map<UUID, Place> runs = new ConcurrentHashMap<>();
  private final Map<UUID, Place> callers = new ConcurrentHashMap<>();
  private final ThreadLocal<@Nullable Place> here = new ThreadLocal<>();

  @Inject
  Tracing(
      TracingConfig config,
      @ConfigProperty(name = "quarkus.application.version", defaultValue = "-") String version) {
    if (!(config.ratio() >= 0 && config.ratio() <= 1)) {
      throw new IllegalArgumentException("orchagent.tracing.ratio is a number from 0 to 1");
    }
    this.sampled = (long) (config.ratio() * RANDOM);
    this.export =
        config
            .endpoint()
            .map(address -> address.replaceFirst("/+$", ""))
            .map(
                address ->
                    new SpanExport(
                        address,
                        headers(config.headers().orElse("")),
                        config.serviceName(),
                        version))
            .orElse(null);
  }

  private static Map<String, String> headers(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : text.split(",")) {
      int equals = header.indexOf('=');
      if (equals > 0) {
        headers.put(header.substring(0, equals).strip(), header.substring(equals + 1).strip());
      }
    }
    return headers;
  }

  /** False where nothing is traced at all: then nothing else has to be asked. */
  public boolean isOn() {
    return export != null;
  }

  /** Whether this trace is sent; the same answer on all servers. */
  public boolean sends(UUID root) {
    return export != null && (root.getLeastSignificantBits() & (RANDOM - 1)) < sampled;
  }

  /**
   * The request of that id was sent by a run: its span goes below there.
   *
   * @param traceparent what the request says of its place, which counts within the same trace
   */
  public void called(UUID request, UUID root, UUID by, @Nullable String traceparent) {
    if (sends(root)) {
      Place run = Place.ofRun(root, by);
      callers.put(request, run.refined(traceparent).orElse(run));
    }
  }

  /** A request is answered. */
  public void answered(UUID request, String name, long began, int status, Attributes attributes) {
    Place caller = callers.remove(request);
    SpanExport to = export;
    if (to == null || (caller == null && !sends(request))) {
      return;
    }
    Place own = Place.ofRequest(request, request);
    to.add(
        new Span(
            caller == null ? own : new Place(caller.trace(), own.span()),
            caller,
            Span.Kind.SERVER,
            name,
            began,
            System.nanoTime(),
            attributes,
            status >= 500 ? String.valueOf(status) : null));
  }

  /** A run begins on this thread; what it does is found by its id, or by the thread. */
  public Optional<Place> entered(UUID run, UUID root) {
    if (!sends(root)) {
      return Optional.empty();
    }
    Place place = Place.ofRun(root, run);
    runs.put(run, place);
    here.set(place);
    return Optional.of(place);
  }

  /** The run is over, on the same thread. */
  public void left(UUID run) {
    if (export != null) {
      runs.remove(run);
      here.remove();
    }
  }

  /**
   * The span of a run.
   *
   * @param asked whether a request under the run's own id led to it
   */
  public void ran(
      Place own,
      UUID run,
      boolean asked,
      String name,
      long began,
      Attributes attributes,
      @Nullable String error) {
    if (export != null) {
      Place parent = new Place(own.trace(), Place.ofRequest(run, run).span());
      export.add(
          new Span(
              own,
              asked ? parent : null,
              Span.Kind.INTERNAL,
              name,
              began,
              System.nanoTime(),
              attributes,
              error));
    }
  }

  /** Something that a run, which is going on, had done in here. */
  public void within(
      UUID run,
      String name,
      long began,
      long ended,
      Attributes attributes,
      @Nullable String error) {
    if (export != null) {
      add(runs.get(run), Span.Kind.INTERNAL, new Work(name, began, ended), attributes, error);
    }
  }

  /** Whether what this thread does is part of a run whose trace is sent. */
  public boolean isTraced() {
    return export != null && here.get() != null;
  }

  /** Something that the run on this thread had somebody else do, until now. */
  public void asked(String name, long began, Attributes attributes, @Nullable String error) {
    if (export != null) {
      Work work = new Work(name, began, System.nanoTime());
      add(here.get(), Span.Kind.CLIENT, work, attributes, error);
    }
  }

  private record Work(String name, long began, long ended) {}

  private void add(
      @Nullable Place parent,
      Span.Kind kind,
      Work work,
      Attributes attributes,
      @Nullable String error) {
    SpanExport to = export;
    if (to != null && parent != null) {
      to.add(
          new Span(null, parent, kind, work.name(), work.began(), work.ended(), attributes, error));
    }
  }

  @PreDestroy
  void close() {
    if (export != null) {
      export.close();
    }
  }
}
