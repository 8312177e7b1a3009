package io.orchagent.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a folder gets into a sandbox: always through the launch's standard input, so that nobody but
 * the server has to be able to read it, and in the way that starts the fewest processes there.
 */
final class Bundle {

  private static final int INLINE_BYTES = 2048;

  private final List<String> script;
  private final @Nullable Tar stream;

  private Bundle(List<String> script, @Nullable Tar stream) {
    this.script = List.copyOf(script);
    this.stream = stream;
  }

  static Bundle none() {
    return new Bundle(List.of(), null);
  }

  static Bundle of(Path folder) throws IOException {
    BundleFiles files = BundleFiles.of(folder);
    if (files.isFlat() && files.contentLength() <= INLINE_BYTES) {
      List<String> lines = inline(files);
      if (!lines.isEmpty()) {
        return new Bundle(lines, null);
      }
    }
    Tar tar = new Tar(files);
    String script = "head -c %d | tar -xmf - || fail 'the bundle does not fit'";
    return new Bundle(List.of(script.formatted(tar.length())), tar);
  }

  /** Files as shell text; none when a shell can't hold one of them. */
  private static List<String> inline(BundleFiles files) throws IOException {
    List<String> lines = new ArrayList<>();
    for (BundleFiles.Entry file : files.entries()) {
      byte[] bytes = file.read(INLINE_BYTES);
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.indexOf('\0') >= 0
          || !java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
        return List.of();
      }
      String name = ShellText.quote("./" + file.name());
      lines.add("printf '%s' " + ShellText.quote(text) + " >" + name);
    }
    return lines;
  }

  List<String> script() {
    return script;
  }

  void writeTo(OutputStream out) throws IOException {
    if (stream != null) {
      stream.writeTo(out);
    }
  }
}
