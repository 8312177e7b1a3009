package io.orchagent.agents.publishing;

import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentApi;
import io.orchagent.agents.AgentName;
import io.orchagent.agents.AgentSpec;
import io.orchagent.agents.Problems;
import io.orchagent.agents.PromptTemplate;
import io.orchagent.agents.VersionName;
import io.orchagent.agents.ZipNames;
import io.orchagent.agents.schemas.SchemaCheck;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import io.orchagent.secrets.SecretName;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be published; all that is wrong is said at once. */
@Singleton
class PublishRules implements BodyRules<AgentApi.Publish> {
  private static final Pattern INTERPRETER = Pattern.compile("[0-9]{1,2}(\\.[0-9]{1,3}){0,2}");
  private static final List<String> TYPES =
      List.of("prompt", "tool", "agent", "skill", "code", "agentic");
  private static final Set<String> PIP_FLAGS =
      Set.of("--pre", "--no-deps", "--prefer-binary", "--no-compile", "--only-binary=:all:");
  private static final Set<String> NPM_FLAGS =
      Set.of("--omit=dev", "--omit=optional", "--legacy-peer-deps", "--ignore-scripts");
  private static final int MAX_PROMPT_BYTES = 512 * 1024;
  private static final int MAX_SKILL_BYTES = 2 * 1024 * 1024;

  private final SchemaCheck schemas;
  private final ManifestRules manifests;

  PublishRules(SchemaCheck schemas, ManifestRules manifests) {
    this.schemas = schemas;
    this.manifests = manifests;
  }

  @Override
  public Class<AgentApi.Publish> body() {
    return AgentApi.Publish.class;
  }

  @Override
  public List<FieldError> problems(AgentApi.Publish sent) {
    Problems problems = new Problems();
    identity(sent, problems);
    engine(sent, problems);
    settings(sent, problems);
    prompt(sent, problems);
    secrets("required_secrets", sent.requiredSecrets(), problems);
    secrets("optional_secrets", sent.optionalSecrets(), problems);
    environment(sent.environment(), problems);
    origin(sent, problems);
    skillFiles(sent.skillFiles(), problems);
    if (sent.inputSchema() != null) {
      problems.addAll(schemas.checkSchema("input_schema", sent.inputSchema()));
    }
    if (sent.outputSchema() != null) {
      problems.addAll(schemas.checkSchema("output_schema", sent.outputSchema()));
    }
    new ToolRules(schemas, problems).check(sent);
    manifests.check(sent, problems);
    return problems.all();
  }

  static String type(AgentApi.Publish sent) {
    String type = sent.type() == null ? "prompt" : sent.type();
    return switch (type) {
      case "code" -> "tool";
      case "agentic" -> "agent";
      default -> type;
    };
  }

  static boolean isAlwaysOn(AgentApi.Publish sent) {
    return "always_on".equals(sent.runMode());
  }

  /** What runs it: said by a command or a loop, else by the type. */
  static @Nullable String engine(AgentApi.Publish sent) {
    if (hasCommand(sent)) {
      return Agent.CODE_RUNTIME;
    }
    if (hasLoop(sent)) {
      return Agent.MANAGED_LOOP;
    }
    return switch (type(sent)) {
      case "tool" -> Agent.CODE_RUNTIME;
      case "agent" -> Agent.MANAGED_LOOP;
      case "skill" -> null;
      default -> Agent.DIRECT_LLM;
    };
  }

  static @Nullable String promptOf(AgentApi.Publish sent) {
    return sent.prompt() != null ? sent.prompt() : sent.promptTemplate();
  }

  /** Does its input, when it says nothing of it, follow from its prompt? */
  static boolean derivesInput(AgentApi.Publish sent) {
    return promptOf(sent) != null && Agent.DIRECT_LLM.equals(engine(sent));
  }

  static long bytes(@Nullable String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean hasCommand(AgentApi.Publish sent) {
    return sent.runtime() != null
        && sent.runtime().command() != null
        && !sent.runtime().command().isBlank();
  }

  private static boolean hasLoop(AgentApi.Publish sent) {
    return sent.loop() != null
        && (sent.loop().maxTurns() != null || sent.loop().customTools() != null);
  }

  private static void identity(AgentApi.Publish sent, Problems problems) {
    problems.require(sent.name() != null, "name", "is required");
    problems.require(sent.name() == null || AgentName.isValid(sent.name()), "name", AgentName.RULE);
    problems.require(
        sent.version() == null || VersionName.parse(sent.version()).isPresent(),
        "version",
        "must be like v1, or left out");
    problems.oneOf("type", sent.type(), TYPES);
    problems.oneOf("run_mode", sent.runMode(), List.of("on_demand", "always_on"));
  }

  private static void engine(AgentApi.Publish sent, Problems problems) {
    problems.require(
        !(hasCommand(sent) && hasLoop(sent)),
        "runtime",
        "must not have a command beside a loop: send runtime.command for code, or loop for a model"
            + " with tools");
    boolean skill = type(sent).equals("skill");
    problems.require(
        !skill || !(hasCommand(sent) || hasLoop(sent)),
        "type",
        "must not be skill with a runtime or a loop: a skill runs nothing; leave them out");
    String engine = skill ? null : engine(sent);
    problems.require(
        !isAlwaysOn(sent) || Agent.CODE_RUNTIME.equals(engine) || Agent.MANAGED_LOOP.equals(engine),
        "run_mode",
        "must be on_demand for what has neither code nor a loop (type tool or agent)");
    if (sent.runtime() != null) {
      problems.text("runtime.command", sent.runtime().command(), 4_000);
    }
    Integer turns = sent.loop() == null ? null : sent.loop().maxTurns();
    problems.require(
        turns == null || (turns >= 1 && turns <= 50), "loop.max_turns", "must be 1 to 50");
  }

  private static void settings(AgentApi.Publish sent, Problems problems) {
    problems.text("description", sent.description(), 2_000);
    problems.words("tags", sent.tags(), 20, 50);
    problems.endpoint(sent.defaultEndpoint());
    problems.timeout(sent.timeoutSeconds(), isAlwaysOn(sent));
    problems.providers(sent.supportedProviders(), true);
    problems.models(sent.defaultModels());
    problems.price(sent.pricePerCallCents());
  }

  private static void prompt(AgentApi.Publish sent, Problems problems) {
    problems.require(
        sent.prompt() == null
            || sent.promptTemplate() == null
            || Objects.equals(sent.prompt(), sent.promptTemplate()),
        "prompt_template",
        "is another name of prompt; send one of them");
    String prompt = promptOf(sent);
    problems.require(
        type(sent).equals("tool")
            || (sent.type() != null && !TYPES.contains(sent.type()))
            || (prompt != null && !prompt.isBlank()),
        "prompt",
        "is required for this type");
    problems.require(
        prompt == null || bytes(prompt) <= MAX_PROMPT_BYTES, "prompt", "must be at most 512 KiB");
    problems.require(
        prompt == null
            || sent.inputSchema() != null
            || !derivesInput(sent)
            || PromptTemplate.of(prompt).variables().size() <= PromptTemplate.MAX_VARIABLES,
        "prompt",
        "must have at most 500 different {{variables}}, or an input_schema beside it");
  }

  private static void secrets(String field, @Nullable List<String> names, Problems problems) {
    problems.words(field, names, 50, 128);
    if (names == null) {
      return;
    }
    for (int i = 0; i < Math.min(names.size(), 50); i++) {
      String where = field + "[" + i + "]";
      if (names.get(i).toUpperCase(Locale.ROOT).startsWith("ORCHAGENT_")) {
        problems.add(where, "must not begin with ORCHAGENT_: such names belong to the server");
      } else {
        // What the vault does not take could never be given to it.
        SecretName.problem(names.get(i)).ifPresent(problem -> problems.add(where, problem));
      }
    }
  }

  private static void environment(AgentSpec.@Nullable Environment environment, Problems problems) {
    if (environment == null) {
      return;
    }
    String version = "must be a version like 3.12";
    problems.matches(
        "environment.python_version", environment.pythonVersion(), INTERPRETER, version);
    problems.matches("environment.node_version", environment.nodeVersion(), INTERPRETER, version);
    flags("environment.pip_flags", environment.pipFlags(), PIP_FLAGS, problems);
    flags("environment.npm_flags", environment.npmFlags(), NPM_FLAGS, problems);
  }

  private static void flags(
      String field, @Nullable List<String> flags, Set<String> allowed, Problems problems) {
    problems.require(
        flags == null || allowed.containsAll(flags),
        field,
        "must hold nothing but " + String.join(", ", allowed.stream().sorted().toList()));
  }

  private static void origin(AgentApi.Publish sent, Problems problems) {
    for (String[] link : new String[][] {{"source_url", sent.sourceUrl()}, {"url", sent.url()}}) {
      problems.text(link[0], link[1], 2_000);
      problems.require(
          link[1] == null || link[1].startsWith("https://") || link[1].startsWith("http://"),
          link[0],
          "must begin with https:// or http://");
    }
    problems.text("pip_package", sent.pipPackage(), 200);
    problems.text("run_command", sent.runCommand(), 2_000);
    problems.words("model_tasks", sent.modelTasks(), 20, 100);
    problems.require(
        sent.entrypoint() == null || ZipNames.isPlain(sent.entrypoint()),
        "entrypoint",
        "must be the name of a file in the bundle, relative to its top");
  }

  private static void skillFiles(@Nullable List<AgentSpec.SkillFile> files, Problems problems) {
    if (files == null) {
      return;
    }
    problems.require(files.size() <= 100, "skill_files", "must be at most 100");
    Set<String> paths = new HashSet<>();
    long bytes = 0;
    for (int i = 0; i < Math.min(files.size(), 100); i++) {
      AgentSpec.SkillFile file = files.get(i);
      String where = "skill_files[" + i + "]";
      problems.require(
          file.path() != null && ZipNames.isPlain(file.path()) && paths.add(file.path()),
          where + ".path",
          "must be a relative path of its own");
      problems.require(file.content() != null, where + ".content", "is required");
      bytes += bytes(file.content());
    }
    problems.require(bytes <= MAX_SKILL_BYTES, "skill_files", "must be at most 2 MiB in all");
  }
}
