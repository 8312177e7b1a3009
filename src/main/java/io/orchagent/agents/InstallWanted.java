package io.orchagent.agents;

import java.util.UUID;

/** A bundle waits for its packages; told within the transaction of its upload. */
record InstallWanted(UUID agentId) {}
