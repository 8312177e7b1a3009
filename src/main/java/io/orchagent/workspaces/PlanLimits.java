package io.orchagent.workspaces;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

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
    OptionalLong storageBytes) {}
