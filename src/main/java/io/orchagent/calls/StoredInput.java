package io.orchagent.calls;

import io.orchagent.platform.ids.Hashes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The input of an earlier run, as it was given to the agent: without files and without credentials.
 *
 * @param reason why it is sent again; what tells requests under one Idempotency-Key apart
 */
record StoredInput(String text, @Nullable String reason) implements CallBody {

  @Override
  public CallInput read(Optional<String> uploadsFolder) {
    return new CallInput(JsonBody.parsed(text), text, List.of(), null);
  }

  @Override
  public String fingerprint() {
    return Hashes.hex(Hashes.sha256("reason " + reason));
  }

  /** Whether the call came as a form with files, which are kept no longer than the call needs. */
  boolean namesUploads() {
    var files = JsonBody.parsed(text).path("files");
    return files.isArray()
        && !files.isEmpty()
        && files.path(0).has("path")
        && files.path(0).has("original_name")
        && files.path(0).has("content_type")
        && files.path(0).has("size_bytes");
  }
}
