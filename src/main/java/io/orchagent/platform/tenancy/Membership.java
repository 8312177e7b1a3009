package io.orchagent.platform.tenancy;

import java.util.UUID;

/**
 * A person's place in one workspace, with what the way of a call needs to know of that workspace.
 */
public record Membership(UUID workspaceId, String slug, String plan, Role role) {}
