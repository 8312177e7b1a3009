/**
 * Folders of this machine that hold what can be made again.
 *
 * <p>Nouns: <em>kept folder</em> (complete, under a name, never changed), <em>lease</em> (a use of
 * one: it stays until that ends), <em>workplace</em> (where one is made).
 *
 * <p>Invariants: a folder appears under its name only when it is complete; one in use is removed by
 * nobody, also not by another server of this machine, and a use ends with its process at the
 * latest; beyond the bound the longest unused go at once.
 *
 * <p>Owns: how they stay and go away. Does not own: what is in them, and how it is made.
 */
@org.jspecify.annotations.NullMarked
package io.orchagent.platform.files;
