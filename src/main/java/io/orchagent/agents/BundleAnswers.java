package io.orchagent.agents;

import io.orchagent.platform.blobs.Blobs;
import io.orchagent.platform.http.EntityTags;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Zips on the wire: named by their content, so that nobody fetches the same one twice. */
@Singleton
public class BundleAnswers {
  private final Blobs blobs;

  BundleAnswers(Blobs blobs) {
    this.blobs = blobs;
  }

  public RestResponse<InputStream> zip(Bundles.Zip zip, @Nullable String known) {
    String tag = '"' + zip.blob().sha256() + '"';
    if (EntityTags.has(known, tag)) {
      return ResponseBuilder.<InputStream>notModified().header(HttpHeaders.ETAG, tag).build();
    }
    return ResponseBuilder.ok(blobs.open(zip.blob()), "application/zip")
        .header(HttpHeaders.ETAG, tag)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .header(HttpHeaders.CONTENT_LENGTH, zip.blob().sizeBytes())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + zip.fileName() + '"')
        .build();
  }
}
