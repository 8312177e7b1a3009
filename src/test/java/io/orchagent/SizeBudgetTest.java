package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What does not fit on a screen or two gets split, not tolerated. */
@Tag("gate")
class SizeBudgetTest {
  private static final int FILE_LINES = 400;
  private static final int METHOD_LINES = 50;
  private static final int PARAMETERS = 7;
  private static final int RESOURCE_LINES = 150;
  private static final Pattern OPEN_END = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b(?! ?#\\d+)");

  private static List<Path> sources(String root) throws IOException {
    Path path = Path.of(root);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
  }

  @Test
  void files_stay_within_their_lines() throws IOException {
    List<String> over = new ArrayList<>();
    List<Path> all = new ArrayList<>(sources("src/main/java"));
    all.addAll(sources("src/test/java"));
    all.addAll(sources("src/bench/java"));
    for (Path file : all) {
      int lines = Files.readAllLines(file).size();
      int budget = file.toString().endsWith("Resource.java") ? RESOURCE_LINES : FILE_LINES;
      if (lines > budget) {
        over.add(file + " has " + lines + " lines, allowed are " + budget);
      }
    }
    assertThat(all).isNotEmpty();
    assertThat(over).isEmpty();
  }

  @Test
  void nothing_is_left_open_without_an_issue() throws IOException {
    List<String> open = new ArrayList<>();
    for (Path file : sources("src")) {
      if (file.endsWith("SizeBudgetTest.java")) {
        continue;
      }
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (OPEN_END.matcher(lines.get(i)).find()) {
          open.add(file + ":" + (i + 1));
        }
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void methods_and_constructors_stay_small() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> over = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources("src/main/java")));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Budget(unit, positions, over).scan(unit, null);
      }
    }
    assertThat(over).isEmpty();
  }

  private static final class Budget extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> over;

    Budget(CompilationUnitTree unit, SourcePositions positions, List<String> over) {
      this.unit = unit;
      this.positions = positions;
      this.over = over;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      String name =
          unit.getSourceFile().getName() + " " + type.getSimpleName() + "." + method.getName();
      if (method.getBody() != null) {
        LineMap lines = unit.getLineMap();
        long first = lines.getLineNumber(positions.getStartPosition(unit, method));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method));
        if (last - first + 1 > METHOD_LINES) {
          over.add(name + " has " + (last - first + 1) + " lines");
        }
      }
      boolean constructor = method.getReturnType() == null;
      if (constructor
          && type.getKind() != Tree.Kind.RECORD
          && method.getParameters().size() > PARAMETERS) {
        over.add(name + " has " + method.getParameters().size() + " parameters");
      }
      return super.visitMethod(method, nothing);
    }
  }
}
