package io.orchagent.platform.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Puts the envelope around every JSON success, so that resources return plain records. */
public class EnvelopeFilter {
  private final RequestContext request;

  EnvelopeFilter(RequestContext request) {
    this.request = request;
  }

  @ServerResponseFilter
  public void wrap(ContainerRequestContext in, ContainerResponseContext out) {
    request.headers().forEach((name, value) -> out.getHeaders().putSingle(name, value));
    Object entity = out.getEntity();
    if (!(entity instanceof Record) || entity instanceof ErrorEnvelope || entity instanceof Bare) {
      return;
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("request_id", request.requestId());
    metadata.putAll(request.metadata());
    Object data = entity;
    if (entity instanceof Page<?> page) {
      data = page.items();
      metadata.put("total", page.total());
      metadata.put("limit", page.limit());
      metadata.put("offset", page.offset());
    }
    if (entity instanceof Plain plain) {
      data = plain.data();
    }
    out.setEntity(
        new Envelope(data, request.warnings(), metadata), null, MediaType.APPLICATION_JSON_TYPE);
  }

  static Envelope envelope(Object data, RequestContext request) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("request_id", request.requestId());
    metadata.putAll(request.metadata());
    return new Envelope(data, request.warnings(), metadata);
  }

  /** A record that goes out as it is: health, for one. */
  public interface Bare {}

  /** Any JSON as {@code data}: what an agent answered. */
  public record Plain(Object data) {}
}
