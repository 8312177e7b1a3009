package io.orchagent.services;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.PatchField;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A service as it is to be: what was sent, and the rest as it is or by default. */
record ServiceDraft(boolean autoUpdate, HostedService.Settings settings) {
  private static final int FAILURES = 5;

  static ServiceDraft of(ServiceApi.Create sent) {
    int least = or(sent.minInstances(), 1);
    return new ServiceDraft(
            or(sent.autoUpdate(), true),
            new HostedService.Settings(
                sent.command(),
                texts(sent.args()),
                json(sent.env()),
                texts(sent.secretNames()).stream().distinct().toList(),
                least,
                or(sent.maxInstances(), 1),
                or(sent.requireKey(), false),
                or(sent.maxRestartFailures(), FAILURES),
                sent.alertWebhookUrl()))
        .checked();
  }

  static ServiceDraft changed(HostedService was, ServiceApi.Patch patch) {
    HostedService.Settings set = was.settings();
    return new ServiceDraft(
            or(patch.autoUpdate().value(), was.autoUpdate()),
            new HostedService.Settings(
                set.command(),
                set.args(),
                patch.env().present() ? json(patch.env().value()) : set.env(),
                patch.secretNames().present()
                    ? texts(patch.secretNames().value()).stream().distinct().toList()
                    : set.secretNames(),
                or(patch.minInstances().value(), set.minInstances()),
                or(patch.maxInstances().value(), set.maxInstances()),
                or(patch.requireKey().value(), set.requireKey()),
                or(patch.maxRestartFailures().value(), set.maxRestartFailures()),
                kept(patch.alertWebhookUrl(), set.alertUrl())))
        .checked();
  }

  private ServiceDraft checked() {
    if (settings.minInstances() > settings.maxInstances()) {
      throw Errors.invalidField(
          "max_instances", "must be at least min_instances, " + settings.minInstances());
    }
    return this;
  }

  /** Whether instances of one don't fit the other. */
  boolean differs(HostedService was) {
    return !settings.env().equals(was.settings().env())
        || !settings.secretNames().equals(was.settings().secretNames());
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  private static @Nullable String kept(PatchField<String> sent, @Nullable String was) {
    return sent.present() ? sent.value() : was;
  }

  private static List<String> texts(@Nullable List<@Nullable String> sent) {
    return sent == null ? List.of() : sent.stream().map(Objects::requireNonNull).toList();
  }

  /** Sorted, so that what is the same looks the same. */
  private static String json(@Nullable Map<String, @Nullable String> env) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(env == null ? Map.of() : env).forEach(node::put);
    return node.toString();
  }
}
