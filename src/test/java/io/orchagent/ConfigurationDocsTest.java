package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** docs/configuration.md is made from the configuration interfaces and their comments. */
@Tag("gate")
class ConfigurationDocsTest {
  private static final Path DOCUMENT = Path.of("docs/configuration.md");
  private static final String HEAD =
      """
      # Configuration

      Made from the configuration interfaces (`*Config.java`) by `ConfigurationDocsTest`; do not edit.
      Each key is also an environment variable: upper case, everything but letters and digits as `_`
      (`orchagent.sandbox.memory` is `ORCHAGENT_SANDBOX_MEMORY`). Durations are written `30s`, `5m`, `PT1H`;
      sizes `10M`, `1G`. The servers are set by Quarkus' own keys: `QUARKUS_DATASOURCE_JDBC_URL`,
      `QUARKUS_DATASOURCE_USERNAME`, `QUARKUS_DATASOURCE_PASSWORD`, `QUARKUS_REDIS_HOSTS`, `QUARKUS_HTTP_PORT`,
      `QUARKUS_HTTP_HOST`, `QUARKUS_MANAGEMENT_PORT`.

      | key | type | default | what it does |
      |---|---|---|---|
      """;

  @Test
  void the_document_is_true_and_every_key_is_described() throws IOException {
    Map<String, String> rows = rows();
    StringBuilder text = new StringBuilder(HEAD);
    rows.values().forEach(row -> text.append(row).append('\n'));
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(DOCUMENT, text);
    }
    assertThat(rows).isNotEmpty();
    assertThat(rows.values()).noneMatch(row -> row.endsWith("|  |"));
    assertThat(Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "")
        .as("out of date: run ./mvnw test -Dtest=ConfigurationDocsTest -Dupdate.docs=true")
        .isEqualTo(text.toString());
  }

  private static Map<String, String> rows() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<Path> configs = sources.filter(f -> f.toString().endsWith("Config.java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(configs));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Keys(docs, rows).scan(unit, null);
      }
    }
    return rows;
  }

  private static final class Keys extends TreePathScanner<Void, String> {
    private final DocTrees docs;
    private final Map<String, String> rows;

    Keys(DocTrees docs, Map<String, String> rows) {
      this.docs = docs;
      this.rows = rows;
    }

    @Override
    public Void visitClass(ClassTree type, String prefix) {
      for (AnnotationTree annotation : type.getModifiers().getAnnotations()) {
        if (annotation.getAnnotationType().toString().equals("ConfigMapping")) {
          members(type, value(annotation, "prefix"), getCurrentPath());
        }
      }
      return null;
    }

    private void members(ClassTree type, String prefix, TreePath path) {
      for (Tree member : type.getMembers()) {
        if (member instanceof MethodTree method && method.getBody() == null) {
          key(type, method, prefix, path);
        }
      }
    }

    private void key(ClassTree owner, MethodTree method, String prefix, TreePath path) {
      String name = prefix;
      String fallback = "";
      String returned = String.valueOf(method.getReturnType());
      boolean parentName = false;
      String own = null;
      for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
        switch (annotation.getAnnotationType().toString()) {
          case "WithDefault" -> fallback = "`" + value(annotation, "value") + "`";
          case "WithName" -> own = value(annotation, "value");
          case "WithParentName" -> parentName = true;
          default -> {
            // says nothing about the key
          }
        }
      }
      if (!parentName) {
        name += "." + (own == null ? kebab(method.getName().toString()) : own);
      }
      String group = returned;
      if (returned.startsWith("Map<String, ")) {
        name += ".<name>";
        group = returned.substring(12, returned.length() - 1);
      }
      for (Tree member : owner.getMembers()) {
        if (member instanceof ClassTree nested
            && nested.getSimpleName().contentEquals(group)
            && nested.getKind() == Tree.Kind.INTERFACE) {
          members(nested, name, new TreePath(path, nested));
          return;
        }
      }
      String type =
          returned
              .replaceAll("@Nullable ", "")
              .replaceAll("Optional<(.*)>", "$1")
              .replace("OptionalLong", "long")
              .replace("OptionalInt", "int");
      rows.put(
          name,
          "| `" + name + "` | " + type + " | " + fallback + " | " + comment(method, path) + " |");
    }

    private String comment(MethodTree method, TreePath path) {
      DocCommentTree comment = docs.getDocCommentTree(new TreePath(path, method));
      return comment == null
          ? ""
          : comment
              .getFullBody()
              .toString()
              .replaceAll("\\s+", " ")
              .replaceAll("\\{@code ([^}]*)}", "`$1`")
              .replaceAll("\\{@link ([^}]*)}", "`$1`")
              .replace("|", "\\|")
              .strip();
    }

    private static String value(AnnotationTree annotation, String argument) {
      for (ExpressionTree expression : annotation.getArguments()) {
        if (expression instanceof com.sun.source.tree.AssignmentTree assignment
            && assignment.getVariable().toString().equals(argument)
            && assignment.getExpression() instanceof LiteralTree literal) {
          return String.valueOf(literal.getValue());
        }
        if (expression instanceof LiteralTree literal) {
          return String.valueOf(literal.getValue());
        }
      }
      return "";
    }

    private static String kebab(String camel) {
      return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
  }
}
