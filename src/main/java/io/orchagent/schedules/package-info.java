/**
 * What starts runs without a caller: cron expressions and webhooks.
 *
 * <p>Nouns: <em>schedule</em> (an agent's version, its default input, and when it runs), <em>due
 * instant</em> (a minute that a cron expression names in its zone), <em>firing</em> (a due instant
 * that was taken), <em>streak</em> (failures of runs in a row), <em>event</em> (what happened to a
 * schedule), <em>alert</em> (what its owner is told of a streak).
 *
 * <p>Invariants: a due instant is taken once, whatever happens to the servers: claiming it, its row
 * in {@code schedule_firing}, the queued run and the next instant are one transaction; the
 * database's clock decides what is due; {@code next_run_at} is set exactly while a cron schedule is
 * enabled, so that what is not due costs nothing; every run that ends moves its schedule's streak
 * in the transaction of that end.
 *
 * <p>Owns: the tables {@code schedule}, {@code schedule_firing}, {@code schedule_event}, {@code
 * schedule_alert}. Does not own: runs, their queue and their admission ({@code calls}), versions
 * ({@code agents}), limits ({@code workspaces}).
 *
 * <p>Implements: {@link io.orchagent.calls.RunFinished}, {@link
 * io.orchagent.agents.VersionPublished}, {@link io.orchagent.agents.AgentUses}, {@link
 * io.orchagent.workspaces.members.WorkspaceContents}.
 */
@NullMarked
package io.orchagent.schedules;

import org.jspecify.annotations.NullMarked;
