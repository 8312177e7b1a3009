/**
 * Mail that the server sends.
 *
 * <p>Nouns: a <em>mailer</em> (there is one when the operator has named a sender). Invariants: the
 * text of a mail is in no log; a mail server that is away delays its request by ten seconds at
 * most, and never undoes a change. Owns no table.
 */
@NullMarked
package io.orchagent.platform.mail;

import org.jspecify.annotations.NullMarked;
