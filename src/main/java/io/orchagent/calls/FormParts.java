package io.orchagent.calls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** The parts of a form as they were received; files that were kept in memory get one on disk. */
final class FormParts implements AutoCloseable {
  private final List<FormBody.Part> parts = new ArrayList<>();
  private final List<Path> ours = new ArrayList<>();

  private FormParts() {}

  static FormParts of(MultipartFormDataInput form) throws IOException {
    FormParts all = new FormParts();
    try {
      for (Map.Entry<String, Collection<FormValue>> entry : form.getValues().entrySet()) {
        for (FormValue value : entry.getValue()) {
          all.add(entry.getKey(), value);
        }
      }
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private void add(String name, FormValue value) throws IOException {
    String type = value.getHeaders() == null ? null : value.getHeaders().getFirst("Content-Type");
    if (value.isFileItem()) {
      parts.add(new FormBody.Part(name, value.getFileName(), type, null, onDisk(value)));
    } else {
      parts.add(new FormBody.Part(name, value.getFileName(), type, value.getValue(), null));
    }
  }

  private Path onDisk(FormValue value) throws IOException {
    if (!value.getFileItem().isInMemory()) {
      return value.getFileItem().getFile();
    }
    Path copy = Files.createTempFile("upload-", "");
    ours.add(copy);
    try (InputStream content = value.getFileItem().getInputStream()) {
      Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }

  List<FormBody.Part> list() {
    return List.copyOf(parts);
  }

  @Override
  public void close() throws IOException {
    for (Path copy : ours) {
      Files.deleteIfExists(copy);
    }
  }
}
