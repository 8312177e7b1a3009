/** Time-ordered ids, tokens and hashes. */
@NullMarked
package io.orchagent.platform.ids;

import org.jspecify.annotations.NullMarked;
