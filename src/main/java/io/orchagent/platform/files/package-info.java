/**
 * Folders of this machine that hold what can be made again.
 *
 * <p>Owns: how they go away. Does not own: what is in them, and when it is no longer needed.
 */
@org.jspecify.annotations.NullMarked
package io.orchagent.platform.files;
