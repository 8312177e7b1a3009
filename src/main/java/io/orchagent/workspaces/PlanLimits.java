package io.orchagent.workspaces;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a plan allows; empty is without limit. */
public record PlanLimits(
    String plan,
    OptionalLong callsPerDay,
    OptionalLong concurrentCalls,
    OptionalLong paidCallsPerDay,
    Optional<Duration> maxCall,
    OptionalLong queuedCalls,
    OptionalLong cronSchedules,
    OptionalLong services,
    OptionalLong serviceInstances,
    OptionalLong members,
    OptionalLong workspaces,
    OptionalLong storageNamespaces,
    OptionalLong storageDocuments,
    OptionalLong storageDocumentBytes,
    OptionalLong storageBytes) {

  private static final PlanLimits NONE =
      new PlanLimits(
          "",
          OptionalLong.of(0),
          OptionalLong.of(0),
          OptionalLong.of(0),
          Optional.of(Duration.ZERO),
          OptionalLong.of(0),
          OptionalLong.of(0),
          OptionalLong.of(0),
          OptionalLong.of(0),
          OptionalLong.of(0),
          OptionalLong.of(0),
          OptionalLong.of(0),
          OptionalLong.of(0),
          OptionalLong.of(0),
          OptionalLong.of(0));

  /** The names of all limits, on the wire and in the database. */
  public static final Set<String> NAMES = NONE.values().keySet();

  /** By name; what is without limit is not there. Times in seconds, sizes in bytes. */
  public Map<String, Long> values() {
    Map<String, Long> all = new LinkedHashMap<>();
    callsPerDay.ifPresent(value -> all.put("calls_per_day", value));
    concurrentCalls.ifPresent(value -> all.put("concurrent_calls", value));
    paidCallsPerDay.ifPresent(value -> all.put("paid_calls_per_day", value));
    maxCall.ifPresent(value -> all.put("max_call_seconds", value.toSeconds()));
    queuedCalls.ifPresent(value -> all.put("queued_calls", value));
    cronSchedules.ifPresent(value -> all.put("cron_schedules", value));
    services.ifPresent(value -> all.put("services", value));
    serviceInstances.ifPresent(value -> all.put("service_instances", value));
    members.ifPresent(value -> all.put("members", value));
    workspaces.ifPresent(value -> all.put("workspaces", value));
    storageNamespaces.ifPresent(value -> all.put("storage_namespaces", value));
    storageDocuments.ifPresent(value -> all.put("storage_documents", value));
    storageDocumentBytes.ifPresent(value -> all.put("storage_document_bytes", value));
    storageBytes.ifPresent(value -> all.put("storage_bytes", value));
    return all;
  }

  /** The same plan with other values for those that are named. */
  PlanLimits with(Map<String, Long> own) {
    if (own.isEmpty()) {
      return this;
    }
    Long longest = own.get("max_call_seconds");
    return new PlanLimits(
        plan,
        either(own, "calls_per_day", callsPerDay),
        either(own, "concurrent_calls", concurrentCalls),
        either(own, "paid_calls_per_day", paidCallsPerDay),
        longest == null ? maxCall : Optional.of(Duration.ofSeconds(longest)),
        either(own, "queued_calls", queuedCalls),
        either(own, "cron_schedules", cronSchedules),
        either(own, "services", services),
        either(own, "service_instances", serviceInstances),
        either(own, "members", members),
        either(own, "workspaces", workspaces),
        either(own, "storage_namespaces", storageNamespaces),
        either(own, "storage_documents", storageDocuments),
        either(own, "storage_document_bytes", storageDocumentBytes),
        either(own, "storage_bytes", storageBytes));
  }

  private static OptionalLong either(Map<String, Long> own, String name, OptionalLong plans) {
    Long value = own.get(name);
    return value == null ? plans : OptionalLong.of(value);
  }
}
