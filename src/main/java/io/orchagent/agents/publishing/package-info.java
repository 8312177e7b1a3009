/**
 * How a version comes to be: the rules for what was sent, all told at once, and the transaction
 * that numbers it, keeps it, and tells what follows it.
 *
 * <p>Nouns: publish (what was sent), draft (a row without its number), dependency (an exact version
 * that it calls), manifest (what it says of them), graph (all that lies below them).
 *
 * <p>Invariants: numbers have no gaps, whoever races; what lies below a version is fixed when it is
 * published, and no agent comes back to itself; what a dry run says is what publishing would say.
 *
 * <p>Owns: table agent_dependency, the counter in agent_series. Does not own: versions once they
 * are there, keys (agents), schemas (agents.schemas).
 */
@NullMarked
package io.orchagent.agents.publishing;

import org.jspecify.annotations.NullMarked;
