/**
 * Failures with a stable code, a public message and an internal cause, kept apart. The kind owns
 * the HTTP status, the feature its codes.
 */
@NullMarked
package io.orchagent.platform.errors;

import org.jspecify.annotations.NullMarked;
