package io.orchagent.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.platform.ids.Hashes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * ETags of JSON answers. They name the data alone: each answer has an id of its own in its
 * metadata, so the tags are weak. Nothing is kept without being asked about, because what was
 * public may be private a moment later.
 */
public class RevalidationFilter {
  /** Before the envelope, which differs each time. */
  private static final int BEFORE_THE_ENVELOPE = 9_000;

  private static final int TAG_LENGTH = 32;

  private final ObjectMapper json;

  RevalidationFilter(ObjectMapper json) {
    this.json = json;
  }

  @Revalidated
  @ServerResponseFilter(priority = BEFORE_THE_ENVELOPE)
  public void tag(ContainerRequestContext in, ContainerResponseContext out)
      throws JsonProcessingException {
    if (out.getStatus() != Status.OK.getStatusCode() || out.getEntity() == null) {
      return;
    }
    String hash = Hashes.hex(Hashes.sha256().digest(json.writeValueAsBytes(out.getEntity())));
    String tag = "W/\"" + hash.substring(0, TAG_LENGTH) + '"';
    boolean known = in.getHeaderString(HttpHeaders.AUTHORIZATION) != null;
    out.getHeaders().putSingle(HttpHeaders.ETAG, tag);
    out.getHeaders()
        .putSingle(HttpHeaders.CACHE_CONTROL, known ? "private, no-cache" : "public, no-cache");
    out.getHeaders().add(HttpHeaders.VARY, "Authorization, X-Workspace-Id");
    if (EntityTags.has(in.getHeaderString(HttpHeaders.IF_NONE_MATCH), tag)) {
      out.setStatus(Status.NOT_MODIFIED.getStatusCode());
      out.setEntity(null);
    }
  }
}
