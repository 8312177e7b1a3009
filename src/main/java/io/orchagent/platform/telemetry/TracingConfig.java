package io.orchagent.platform.telemetry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Traces for whoever runs the server. */
@ConfigMapping(prefix = "orchagent.tracing")
interface TracingConfig {
  /**
   * Where spans are sent by OTLP over HTTP (http/protobuf), without `/v1/traces`;
   * `OTEL_EXPORTER_OTLP_ENDPOINT` says the same. Without it nothing is traced.
   */
  @WithDefault("${otel.exporter.otlp.endpoint:}")
  Optional<String> endpoint();

  /** Headers to send along, `name=value` with commas between, such as a key. */
  @WithDefault("${otel.exporter.otlp.headers:}")
  Optional<String> headers();

  /** Which part of the traces is sent, from 0 to 1; calls between agents are sent as a whole. */
  @WithDefault("1")
  double ratio();

  /** The name of this service in traces. */
  @WithDefault("${otel.service.name:orchagent}")
  String serviceName();
}
