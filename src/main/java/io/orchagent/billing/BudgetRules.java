package io.orchagent.billing;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a new budget has to say. */
@Singleton
class BudgetRules implements BodyRules<BudgetApi.Create> {
  private static final int MOST_URL = 2_000;

  @Override
  public Class<BudgetApi.Create> body() {
    return BudgetApi.Create.class;
  }

  @Override
  public List<FieldError> problems(BudgetApi.Create body) {
    List<FieldError> problems = new ArrayList<>();
    word("scope_type", body.scopeType(), problems, "workspace", "agent");
    word("window", body.window(), problems, "daily", "weekly", "monthly");
    if ("agent".equals(body.scopeType()) && body.scopeId() == null) {
      problems.add(new FieldError("scope_id", "is required: the id of a version of the agent"));
    }
    if ("workspace".equals(body.scopeType()) && body.scopeId() != null) {
      problems.add(new FieldError("scope_id", "is for the scope agent; leave it out"));
    }
    if (body.actionOnHardLimit() != null) {
      action(body.actionOnHardLimit(), problems);
    }
    url(body.webhookUrl(), problems);
    amounts(body.softLimitUsd(), body.hardLimitUsd(), problems);
    if (problems.isEmpty()) {
      limits(Dollars.read(body.softLimitUsd()), Dollars.read(body.hardLimitUsd()))
          .ifPresent(problems::add);
    }
    return problems;
  }

  private static void word(
      String field, @Nullable String value, List<FieldError> problems, String... words) {
    if (value == null || !List.of(words).contains(value)) {
      problems.add(new FieldError(field, "must be one of " + String.join(", ", words)));
    }
  }

  static void action(@Nullable String value, List<FieldError> problems) {
    word("action_on_hard_limit", value, problems, "alert_only", "block_new_runs", "pause_service");
  }

  static void amounts(@Nullable JsonNode soft, @Nullable JsonNode hard, List<FieldError> problems) {
    if (Dollars.wrong(soft)) {
      problems.add(new FieldError("soft_limit_usd", Dollars.RULE));
    }
    if (Dollars.wrong(hard)) {
      problems.add(new FieldError("hard_limit_usd", Dollars.RULE));
    }
  }

  /** What is wrong with both together. */
  static Optional<FieldError> limits(@Nullable BigDecimal soft, @Nullable BigDecimal hard) {
    if (soft == null && hard == null) {
      return Optional.of(
          new FieldError("hard_limit_usd", "or soft_limit_usd is required: a budget has a limit"));
    }
    return soft != null && hard != null && soft.compareTo(hard) >= 0
        ? Optional.of(new FieldError("soft_limit_usd", "must be below hard_limit_usd"))
        : Optional.empty();
  }

  /** Where it leads is looked at when something is sent: names change what they stand for. */
  static void url(@Nullable String value, List<FieldError> problems) {
    if (value != null && !isUrl(value)) {
      problems.add(
          new FieldError(
              "webhook_url",
              "must be an http or https address with a host, without user and fragment"));
    }
  }

  private static boolean isUrl(String value) {
    try {
      URI url = new URI(value);
      boolean web =
          "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
      return value.length() <= MOST_URL
          && web
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** What may be changed to what; both limits together are looked at when they are known. */
  @Singleton
  static class Changes implements BodyRules<BudgetApi.Patch> {
    @Override
    public Class<BudgetApi.Patch> body() {
      return BudgetApi.Patch.class;
    }

    @Override
    public List<FieldError> problems(BudgetApi.Patch body) {
      List<FieldError> problems = new ArrayList<>();
      if (body.actionOnHardLimit().present()) {
        action(body.actionOnHardLimit().value(), problems);
      }
      url(body.webhookUrl().value(), problems);
      amounts(body.softLimitUsd().value(), body.hardLimitUsd().value(), problems);
      return problems;
    }
  }
}
