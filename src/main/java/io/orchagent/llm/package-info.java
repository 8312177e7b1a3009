/**
 * Language models of several providers, asked in one way.
 *
 * <p>Nouns: <em>provider</em> (whose wire format it is), <em>chat</em> (messages in, one message
 * out), <em>usage</em> (tokens as the provider counts them, and what they cost), <em>dialect</em>
 * (how one provider writes all that).
 *
 * <p>Invariants: a key is a value of one request, is sent in a header and nowhere else, and is in
 * no message, whatever the provider says; nothing is asked after the deadline; what a provider
 * answers is bounded and never trusted; a price that is not configured is unknown, never zero.
 *
 * <p>Owns: the providers' wire formats, retries, prices. Does not own: whose key is used and which
 * provider ({@code calls}), the vault ({@code secrets}), prompts and schemas ({@code agents}). Only
 * the operator says where a provider is, so its address may be a private one.
 */
@NullMarked
package io.orchagent.llm;

import org.jspecify.annotations.NullMarked;
