/**
 * orchagent: a cloud service for AI agents that anyone can host.
 *
 * <p>Features are flat packages in tiers; imports go down only. See docs/architecture.md.
 */
@NullMarked
package io.orchagent;

import org.jspecify.annotations.NullMarked;
