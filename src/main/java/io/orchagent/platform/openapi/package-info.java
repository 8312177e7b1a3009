/**
 * The OpenAPI document: what all operations share is added here, at build time, so that resources
 * only say what is their own. Owns the envelope's and the error's schemas, the security of each
 * operation and the responses that every one may give. Does not own descriptions of features.
 */
@NullMarked
package io.orchagent.platform.openapi;

import org.jspecify.annotations.NullMarked;
