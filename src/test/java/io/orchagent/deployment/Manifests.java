package io.orchagent.deployment;

import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What {@code kubectl kustomize} makes of the folders under k8s. */
final class Manifests {
  static final Path OVERLAYS = Path.of("k8s/overlays");

  private Manifests() {}

  static boolean canRender() {
    return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  static List<Path> overlays() {
    try (Stream<Path> folders = Files.list(OVERLAYS)) {
      return folders.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents as text. */
  static List<String> render(Path overlay) {
    try {
      Path errors = Files.createTempFile("kustomize", ".txt");
      Process process =
          new ProcessBuilder("kubectl", "kustomize", overlay.toString())
              .redirectError(errors.toFile())
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(overlay + ": " + Files.readString(errors));
      }
      Files.delete(errors);
      return Arrays.stream(text.split("(?m)^---$")).filter(each -> !each.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static List<HasMetadata> objects(Path overlay) {
    return render(overlay).stream()
        .map(text -> (HasMetadata) Serialization.unmarshal(text))
        .toList();
  }

  /** Whatever starts containers somewhere in these objects. */
  static List<Container> containers(HasMetadata object) {
    List<Container> found = new ArrayList<>();
    Models.walk(
        object,
        (path, model) -> {
          if (model instanceof PodSpec pod) {
            found.addAll(pod.getContainers());
            found.addAll(pod.getInitContainers());
          } else if (model instanceof RevisionSpec revision) {
            found.addAll(revision.getContainers());
          }
        });
    return found;
  }
}
