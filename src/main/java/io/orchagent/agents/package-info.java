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
 * <p>Owns: tables agent, agent_series, agent_key and bundle_install, the folder of unpacked
 * bundles. Does not own: running (calls, sandbox), the bundles' bytes (platform.blobs), workspaces
 * (the catalogue joins their view living_workspace).
 *
 * <p>Parts: packages (what was installed for bundles, on this machine), publishing (how a version
 * comes to be), schemas (JSON Schemas of strangers), tree (what a version depends on). The last
 * three import this package, never the other way round.
 *
 * <p>For others: Releases, Skills, BundleCache, BundlePackages, AllowedHosts. Port:
 * VersionPublished. Answers: CredentialLookup.
 */
@NullMarked
package io.orchagent.agents;

import org.jspecify.annotations.NullMarked;
