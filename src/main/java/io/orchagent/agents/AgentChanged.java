package io.orchagent.agents;

import java.util.UUID;

/** A version was published or changed; told within its transaction. */
public record AgentChanged(UUID workspaceId, String name) {}
