package io.orchagent.platform.security;

/** The three credentials that a bearer can be. */
public enum CredentialKind {
  /** {@code sk_live_…}: a person's key. */
  API_KEY,
  /** {@code sk_agent_…}: one agent in its own workspace. */
  AGENT_KEY,
  /** A signed-in person's access token. */
  SESSION
}
