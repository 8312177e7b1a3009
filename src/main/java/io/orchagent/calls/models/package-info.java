/**
 * Which language models a run may use, with whose key, and what they are asked.
 *
 * <p>Nouns: <em>credentials</em> (what a caller sends for one call), <em>choice</em> (providers in
 * the order in which they are tried, each with a model and a key that is still sealed), <em>program
 * model</em> (the one that an agent's own code is told to ask, with its key).
 *
 * <p>Invariants: credentials that were sent are used for one run, and are in no row, log or answer;
 * a key of the vault is opened right before the run; a provider that the version does not support
 * is never asked; a key enters a sandbox only for a program whose version names its provider, of
 * the caller's own workspace or allowed by that, or when it came with the call.
 *
 * <p>Owns: the order request → agent → platform for providers, keys and models. Does not own: the
 * vault ({@code secrets}), prompts ({@code agents}), wire formats ({@code llm}), what is made of an
 * answer ({@code calls.engines}).
 */
@NullMarked
package io.orchagent.calls.models;

import org.jspecify.annotations.NullMarked;
