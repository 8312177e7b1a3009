package io.orchagent.workspaces;

import java.util.UUID;

/** What other features need to know of a workspace. */
public record WorkspaceRef(UUID id, String slug, String name, String plan) {}
