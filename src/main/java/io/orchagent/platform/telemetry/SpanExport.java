package io.orchagent.platform.telemetry;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.orchagent.platform.ids.Ids;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends spans in batches, on a thread of its own; where there are too many, some are left out. */
// Found by its name at run time: the one that needs no library but the JDK
@RegisterForReflection(
    classNames = "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider")
final class SpanExport implements AutoCloseable {
  private static final long LAST_SECONDS = 5;

  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final NextId ids = new NextId();

  // Spans are told with a clock that only counts; this is where it stood once
  private final long startNanos = System.nanoTime();
  private final long startEpochNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());

  SpanExport(String endpoint, Map<String, String> headers, String service, String version) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint + "/v1/traces");
    headers.forEach(exporter::addHeader);
    this.provider =
        SdkTracerProvider.builder()
            .setIdGenerator(ids)
            .setResource(
                Resource.create(
                    Attributes.of(
                        stringKey("service.name"), service,
                        stringKey("service.version"), version,
                        stringKey("service.instance.id"), Ids.newId().toString())))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter.build()).build())
            .build();
    this.tracer = provider.get("orchagent");
  }

  /** Ids are made where a span begins, on the thread that begins it. */
  private static final class NextId implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();
    private final ThreadLocal<@Nullable Place> next = new ThreadLocal<>();

    @Override
    public String generateSpanId() {
      Place place = next.get();
      return place == null ? random.generateSpanId() : place.span();
    }

    @Override
    public String generateTraceId() {
      Place place = next.get();
      return place == null ? random.generateTraceId() : place.trace();
    }
  }

  void add(Span span) {
    SpanBuilder builder =
        tracer
            .spanBuilder(span.name())
            .setSpanKind(SpanKind.valueOf(span.kind().name()))
            .setStartTimestamp(epoch(span.began()), TimeUnit.NANOSECONDS)
            .setAllAttributes(span.attributes())
            .setParent(context(span.parent()));
    ids.next.set(span.own());
    io.opentelemetry.api.trace.Span sent;
    try {
      sent = builder.startSpan();
    } finally {
      ids.next.remove();
    }
    if (span.error() != null) {
      sent.setAttribute("error.type", span.error()).setStatus(StatusCode.ERROR);
    }
    sent.end(epoch(span.ended()), TimeUnit.NANOSECONDS);
  }

  private static Context context(@Nullable Place parent) {
    if (parent == null) {
      return Context.root();
    }
    SpanContext known =
        SpanContext.createFromRemoteParent(
            parent.trace(), parent.span(), TraceFlags.getSampled(), TraceState.getDefault());
    return Context.root().with(io.opentelemetry.api.trace.Span.wrap(known));
  }

  private long epoch(long nanos) {
    return startEpochNanos + nanos - startNanos;
  }

  /** What is left is sent, if that does not take long. */
  @Override
  public void close() {
    var unused = provider.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
  }
}
