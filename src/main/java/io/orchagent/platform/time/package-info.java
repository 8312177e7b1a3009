/** The clock as a dependency. */
@NullMarked
package io.orchagent.platform.time;

import org.jspecify.annotations.NullMarked;
