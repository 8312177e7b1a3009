/**
 * JSON Schemas that strangers wrote, used inside the server.
 *
 * <p>Nouns: shape (what a schema must hold to before a validator sees it), pattern (a regular
 * expression of linear time), evaluation (one comparison, with a bound).
 *
 * <p>Invariants: nothing is fetched; a schema's size, depth, references and patterns are bounded
 * before anything is compiled; a comparison ends, and of long ones only a few go on at one time.
 *
 * <p>Owns: nothing that is stored. Does not own: when schemas are checked (agents.publishing,
 * calls).
 *
 * <p>For others: SchemaCheck.
 */
@NullMarked
package io.orchagent.agents.schemas;

import org.jspecify.annotations.NullMarked;
