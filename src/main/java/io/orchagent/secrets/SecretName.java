package io.orchagent.secrets;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a secret may be called: an agent's code finds it in a variable of the same name. */
public final class SecretName {
  static final String PATTERN = "^[A-Z][A-Z0-9_]{0,127}$";

  private static final Pattern FORM = Pattern.compile(PATTERN);

  /** They decide what code an interpreter, a shell or the loader runs, or are the server's own. */
  private static final Set<String> RESERVED_STARTS =
      Set.of(
          "ORCHAGENT_",
          "LD_",
          "DYLD_",
          "LC_",
          "PYTHON",
          "BASH_",
          "NODE_REPL_",
          "NPM_CONFIG_",
          "PIP_",
          "MALLOC_",
          "GIT_CONFIG",
          "GIT_SSH");

  private static final Set<String> RESERVED =
      Set.of(
          // what every run has
          "HOME",
          "PATH",
          "LANG",
          "LANGUAGE",
          "TZ",
          "PORT",
          "LLM_PROVIDER",
          "LLM_MODEL",
          // the way out
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "ALL_PROXY",
          "FTP_PROXY",
          "NO_PROXY",
          // the shell
          "BASHOPTS",
          "CDPATH",
          "ENV",
          "GLOBIGNORE",
          "IFS",
          "LOGNAME",
          "OLDPWD",
          "OPTIND",
          "PPID",
          "PROMPT_COMMAND",
          "PS1",
          "PS2",
          "PS4",
          "PWD",
          "SHELL",
          "SHELLOPTS",
          "SHLVL",
          "TERM",
          "TMPDIR",
          "UID",
          "USER",
          // the C library
          "GCONV_PATH",
          "GETCONF_DIR",
          "GLIBC_TUNABLES",
          "HOSTALIASES",
          "LOCALDOMAIN",
          "LOCPATH",
          "NIS_PATH",
          "NLSPATH",
          "RESOLV_HOST_CONF",
          "RES_OPTIONS",
          // interpreters and what they load
          "CLASSPATH",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "NODE_EXTRA_CA_CERTS",
          "NODE_OPTIONS",
          "NODE_PATH",
          "NODE_TLS_REJECT_UNAUTHORIZED",
          "PERL5DB",
          "PERL5LIB",
          "PERL5OPT",
          "PERLLIB",
          "RUBYLIB",
          "RUBYOPT",
          "VIRTUAL_ENV",
          // whom they trust
          "CURL_CA_BUNDLE",
          "OPENSSL_CONF",
          "OPENSSL_ENGINES",
          "OPENSSL_MODULES",
          "REQUESTS_CA_BUNDLE",
          "SSL_CERT_DIR",
          "SSL_CERT_FILE",
          // what others run
          "EDITOR",
          "PAGER",
          "GIT_EDITOR",
          "GIT_EXEC_PATH",
          "GIT_EXTERNAL_DIFF",
          "VISUAL");

  private SecretName() {}

  static boolean isReserved(String name) {
    return RESERVED.contains(name) || RESERVED_STARTS.stream().anyMatch(name::startsWith);
  }

  /** What is wrong with it, in words. */
  public static Optional<String> problem(@Nullable String name) {
    if (name == null) {
      return Optional.of("is required");
    }
    if (!FORM.matcher(name).matches()) {
      return Optional.of(
          "must be 1 to 128 capital letters, digits and underscores, a letter first");
    }
    if (isReserved(name)) {
      return Optional.of(
          "is reserved: it would change how programs start; choose a name of your own, such as MY_"
              + name);
    }
    return Optional.empty();
  }

  /** The provider whose key usually has this name; null for all other names. */
  public static @Nullable String provider(String name) {
    return switch (name) {
      case "OPENAI_API_KEY" -> "openai";
      case "ANTHROPIC_API_KEY" -> "anthropic";
      case "GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY" -> "gemini";
      case "OLLAMA_API_KEY" -> "ollama";
      default -> null;
    };
  }
}
