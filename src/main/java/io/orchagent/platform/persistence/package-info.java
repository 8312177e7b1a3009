/** What all entities share. */
@NullMarked
package io.orchagent.platform.persistence;

import org.jspecify.annotations.NullMarked;
