package io.orchagent.platform.security;

/** The credentials that a bearer can be. */
public enum CredentialKind {
  /** {@code sk_live_…}: a person's key. */
  API_KEY,
  /** {@code sk_agent_…}: one agent in its own workspace. */
  AGENT_KEY,
  /** {@code sk_agent_…}: one run of an agent, as long as it runs. */
  RUN_KEY,
  /** A signed-in person's access token. */
  SESSION,
  /** No bearer: a schedule of a workspace, under its own id. */
  SCHEDULE;

  /** Whether code holds it, and no person. */
  public boolean isAgents() {
    return this == AGENT_KEY || this == RUN_KEY;
  }
}
