package io.orchagent.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.calls.models.LlmCredentials;
import io.orchagent.platform.blobs.Blobs;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.StrictJson;
import io.orchagent.platform.ids.Hashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files, and JSON beside them. */
record FormBody(StrictJson json, List<Part> parts) implements CallBody {
  static final long MAX_FILE_BYTES = 25L * 1024 * 1024;
  static final long MAX_CALL_BYTES = 50L * 1024 * 1024;
  private static final int MAX_ORIGINAL_NAME = 255;

  /**
   * One part of the form; exactly one of text and file is there.
   *
   * @param fileName as the client says
   */
  record Part(
      String name,
      @Nullable String fileName,
      @Nullable String contentType,
      @Nullable String text,
      @Nullable Path file) {}

  @Override
  public CallInput read(Optional<String> uploadsFolder) {
    List<Part> files = new ArrayList<>();
    List<FieldError> errors = new ArrayList<>();
    Optional<Part> metadata = sort(files, errors);
    if (!files.isEmpty() && uploadsFolder.isEmpty()) {
      errors.add(new FieldError("file", "this agent takes no files; send application/json"));
    }
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    checkSizes(files);
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    ArrayNode described = tree.putArray("files");
    List<CallInput.File> named = new ArrayList<>();
    UploadName names = new UploadName();
    for (Part file : files) {
      String name = names.next(file.fileName());
      describe(described.addObject(), file, uploadsFolder.orElseThrow() + "/" + name);
      named.add(new CallInput.File(name, path(file)));
    }
    ObjectNode beside = metadata.map(this::metadata).orElseGet(tree::objectNode);
    tree.set("metadata", beside);
    LlmCredentials credentials =
        LlmCredentials.takeFrom(tree, "").flatMap(LlmCredentials.Taken::credentials).orElse(null);
    return new CallInput(tree, JsonBody.written(tree), named, credentials);
  }

  @Override
  public String fingerprint() {
    StringBuilder all = new StringBuilder();
    for (Part part : parts) {
      String content =
          part.file() == null
              ? CanonicalJson.of(json, String.valueOf(part.text()).getBytes(StandardCharsets.UTF_8))
              : Blobs.measure(part.file()).sha256();
      // Each field by itself, so that none can pass for a part of its neighbour
      for (String field :
          List.of(
              part.name(),
              Objects.requireNonNullElse(part.fileName(), ""),
              Objects.requireNonNullElse(part.contentType(), ""),
              content)) {
        all.append(Hashes.hex(Hashes.sha256(field)));
      }
    }
    return Hashes.hex(Hashes.sha256(all.toString()));
  }

  private Optional<Part> sort(List<Part> files, List<FieldError> errors) {
    Part metadata = null;
    for (Part part : parts) {
      switch (part.name()) {
        case "file", "files", "files[]" -> {
          if (part.file() == null) {
            errors.add(new FieldError(part.name(), "must be a file: the part needs a filename"));
          } else {
            files.add(part);
          }
        }
        case "metadata" -> {
          if (metadata != null) {
            errors.add(new FieldError("metadata", "must be there once"));
          }
          metadata = part;
        }
        default ->
            errors.add(
                new FieldError(
                    JsonBody.shortened(part.name()),
                    "unknown part; send file, files[] and metadata"));
      }
    }
    return Optional.ofNullable(metadata);
  }

  private static void checkSizes(List<Part> files) {
    long sum = 0;
    for (Part file : files) {
      long size = size(file);
      sum += size;
      if (size > MAX_FILE_BYTES) {
        throw Errors.tooLarge("A file is larger than 25 MiB.");
      }
    }
    if (sum > MAX_CALL_BYTES) {
      throw Errors.tooLarge("The files of one call are larger than 50 MiB together.");
    }
  }

  private static void describe(ObjectNode into, Part file, String path) {
    String original = file.fileName() == null ? "" : file.fileName();
    into.put("path", path);
    into.put(
        "original_name", original.substring(0, Math.min(original.length(), MAX_ORIGINAL_NAME)));
    into.put(
        "content_type",
        file.contentType() == null ? "application/octet-stream" : file.contentType());
    into.put("size_bytes", size(file));
  }

  private ObjectNode metadata(Part part) {
    try {
      byte[] bytes =
          part.file() == null
              ? String.valueOf(part.text()).getBytes(StandardCharsets.UTF_8)
              : boundedBytes(part);
      return json.object(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] boundedBytes(Part part) throws IOException {
    if (size(part) > StrictJson.MAX_BYTES) {
      throw Errors.tooLarge("The part metadata is larger than 10 MiB.");
    }
    return Files.readAllBytes(path(part));
  }

  private static Path path(Part part) {
    return Optional.ofNullable(part.file()).orElseThrow();
  }

  private static long size(Part part) {
    try {
      return Files.size(path(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
