package io.orchagent.workspaces;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a workspace's slug may be: it is the first segment of the path of its agents. */
public final class Slugs {
  /** The rule, for the OpenAPI document and for messages. */
  public static final String PATTERN = "^[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])$";

  static final int MAX_LENGTH = 39;
  private static final int MIN_LENGTH = 2;
  private static final Pattern FORM = Pattern.compile(PATTERN);
  private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");

  /** Every first path segment that the server uses or may come to use. */
  private static final Set<String> RESERVED =
      Set.of(
          "about",
          "account",
          "accounts",
          "admin",
          "agent",
          "agents",
          "alerts",
          "api",
          "api-keys",
          "apikeys",
          "app",
          "apps",
          "assets",
          "audit",
          "auth",
          "author-usage",
          "billing",
          "blog",
          "budgets",
          "calls",
          "catalog",
          "catalogue",
          "checkout",
          "cli",
          "config",
          "console",
          "contact",
          "dashboard",
          "debug",
          "dev-ui",
          "docs",
          "download",
          "downloads",
          "environments",
          "events",
          "explore",
          "favicon",
          "files",
          "github",
          "graphql",
          "health",
          "healthz",
          "help",
          "home",
          "identity",
          "index",
          "internal",
          "invite",
          "invites",
          "jobs",
          "keys",
          "legal",
          "live",
          "livez",
          "llm-keys",
          "login",
          "logout",
          "management",
          "market",
          "marketplace",
          "mcp",
          "me",
          "members",
          "messages",
          "metrics",
          "models",
          "new",
          "null",
          "oauth",
          "oauth2",
          "openapi",
          "orchagent",
          "org",
          "organizations",
          "orgs",
          "ping",
          "plans",
          "pricing",
          "privacy",
          "proxy",
          "public",
          "q",
          "ready",
          "readyz",
          "register",
          "root",
          "runs",
          "s",
          "schedules",
          "search",
          "secrets",
          "security",
          "sellers",
          "services",
          "session",
          "sessions",
          "settings",
          "signin",
          "signout",
          "signup",
          "skills",
          "sse",
          "static",
          "status",
          "storage",
          "stream",
          "stripe",
          "support",
          "swagger",
          "swagger-ui",
          "system",
          "tasks",
          "team",
          "teams",
          "terms",
          "token",
          "tokens",
          "traces",
          "tools",
          "undefined",
          "usage",
          "user",
          "users",
          "v1",
          "v2",
          "v3",
          "version",
          "webhook",
          "webhooks",
          "well-known",
          "workspace",
          "workspaces",
          "ws",
          "www");

  private Slugs() {}

  /** Text that says what is wrong and what would be right; empty when the slug may be used. */
  public static Optional<String> objection(String slug) {
    if (!FORM.matcher(slug).matches() || slug.contains("--")) {
      return Optional.of(
          "must be 2 to 39 lower-case letters, digits and single hyphens, with a letter or digit at"
              + " both ends");
    }
    if (isReserved(slug)) {
      return Optional.of("is reserved for the server; choose another");
    }
    return Optional.empty();
  }

  static boolean isReserved(String slug) {
    return RESERVED.contains(slug);
  }

  /** A slug that looks like the text; it may be taken. */
  public static String from(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    String slug = trimmed(OTHER.matcher(withoutMarks(plain)).replaceAll("-"), MAX_LENGTH);
    if (slug.length() < MIN_LENGTH) {
      slug = trimmed("ws-" + slug, MAX_LENGTH);
    }
    return isReserved(slug) || slug.equals("ws") ? slug + "-ws" : slug;
  }

  /** The same with a suffix, for when it is taken. */
  static String withSuffix(String slug, String suffix) {
    return trimmed(slug, MAX_LENGTH - suffix.length() - 1) + "-" + suffix;
  }

  private static String withoutMarks(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.chars()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(c -> kept.append((char) c));
    return kept.toString();
  }

  private static String trimmed(String slug, int length) {
    int start = 0;
    int end = slug.length();
    while (start < end && slug.charAt(start) == '-') {
      start++;
    }
    end = Math.min(end, start + length);
    while (end > start && slug.charAt(end - 1) == '-') {
      end--;
    }
    return slug.substring(start, end);
  }
}
