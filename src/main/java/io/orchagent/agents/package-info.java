/**
 * What is published, and in which version.
 *
 * <p>Nouns: agent (one version of a name in a workspace), series (all versions of a name), spec
 * (what was published and never changes), bundle (the zip of a version), release (a version as a
 * call needs it).
 *
 * <p>Invariants: versions are v1, v2, … without gaps, and a number is never used again; a version's
 * spec and its active bundle never change; another workspace's private agent is answered like a
 * missing one; no agent calls itself through others; no entry of a bundle is written anywhere
 * before all of them were looked at.
 *
 * <p>Whoever changes a version holds the row of its series first, then the row of the version.
 *
 * <p>Owns: tables agent, agent_series, agent_key and bundle_install, the folder of unpacked
 * bundles. Does not own: running (calls, sandbox), the bundles' bytes (platform.blobs), workspaces.
 *
 * <p>Parts: packages (what was installed for bundles, on this machine), schemas (JSON Schemas of
 * strangers); and those that import this package, never the other way round: catalogue (what
 * everybody finds), life (what becomes of a version), publishing (how it comes to be), tree (what
 * it depends on).
 *
 * <p>For others: Releases, Skills, BundleCache, BundlePackages, AllowedHosts. Ports:
 * VersionPublished, AgentUses. Answers: CredentialLookup.
 */
@NullMarked
package io.orchagent.agents;

import org.jspecify.annotations.NullMarked;
