package io.orchagent.workspaces;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The plans. What a plan does not say is without limit. */
@ConfigMapping(prefix = "orchagent.plans")
public interface PlansConfig {
  /** The plan that a new workspace gets. */
  @WithName("default")
  @WithDefault("free")
  String defaultPlan();

  /** The limits of each plan. */
  @WithParentName
  Map<String, Limits> plans();

  /** The limits of one plan. */
  interface Limits {
    /** Agent calls a day (UTC), top-level ones only. */
    OptionalLong callsPerDay();

    /** Agent calls at the same time. */
    OptionalLong concurrentCalls();

    /** Calls of paid agents a day (UTC); they do not count against calls-per-day. */
    OptionalLong paidCallsPerDay();

    /** The longest that one call may take. */
    Optional<Duration> maxCall();

    /** Asynchronous calls that wait for their turn. */
    OptionalLong queuedCalls();

    /** Enabled cron schedules. */
    OptionalLong cronSchedules();

    /** Always-on services. */
    OptionalLong services();

    /** Instances of one service. */
    OptionalLong serviceInstances();

    /** Members of a workspace. */
    OptionalLong members();

    /** Workspaces that one person owns, the personal one included. */
    OptionalLong workspaces();

    /** Namespaces in the storage of a workspace. */
    OptionalLong storageNamespaces();

    /** Documents in one namespace. */
    OptionalLong storageDocuments();

    /** Size of one document. */
    Optional<MemorySize> storageDocumentSize();

    /** Size of all documents of a workspace. */
    Optional<MemorySize> storageSize();
  }
}
