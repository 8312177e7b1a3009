/**
 * Credits: what a workspace has, what a paid call costs it, and what an author earns by it; where
 * credits are bought; and what may be spent.
 *
 * <p>Nouns: <em>account</em> (of a workspace: its credits, and what it owes; of the platform: what
 * came in, what it keeps, what administrators decided), <em>entry</em> (an amount on one account),
 * <em>transaction</em> (entries that sum to zero), <em>hold</em> (the price of one run, reserved
 * from its start to its end), <em>payment</em> (a Checkout session of Stripe's), <em>reversal</em>
 * (a refund or dispute of one), <em>budget</em> (a limit of what runs may cost in a window),
 * <em>alert</em> (a threshold of it that was reached).
 *
 * <p>Invariants, those of money all constraints and triggers of the database: entries are only
 * added, and every transaction sums to zero at its commit; a balance is the sum of its entries and
 * changes by nothing else; credits, less what is held, never go below zero; a run is charged at
 * most once, at the price that its caller was shown at its start. A hold commits with the row that
 * starts or queues its run, and ends in the very statement that ends the run, whoever ends it. A
 * payment, an event and a threshold of a window take effect once.
 *
 * <p>Owns: the tables {@code ledger_…}, {@code credit_hold}, {@code stripe_…} and {@code budget…},
 * and the triggers by which the end of a run ends its hold ({@code run_settle}) and is counted
 * ({@code budget_count}), as is what services cost ({@code budget_count_compute}). Does not own:
 * runs, prices ({@code agents}), services.
 *
 * <p>Implements: {@link io.orchagent.calls.CallAdmission}, twice; {@link
 * io.orchagent.workspaces.members.WorkspaceContents}, {@link
 * io.orchagent.platform.crypto.SealedRows}, {@link io.orchagent.services.ServiceBudget}.
 */
@NullMarked
package io.orchagent.billing;

import org.jspecify.annotations.NullMarked;
