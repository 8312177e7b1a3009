/** Workspaces as the floor sees them: an id, a role, a plan. Ports: Memberships. */
@NullMarked
package io.orchagent.platform.tenancy;

import org.jspecify.annotations.NullMarked;
