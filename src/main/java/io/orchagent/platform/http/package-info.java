/**
 * The envelope, the one place where failures become answers, request ids, paging, strict bodies,
 * patch fields. Owns the shape of every answer; knows no feature. Ports: QuotaView.
 */
@NullMarked
package io.orchagent.platform.http;

import org.jspecify.annotations.NullMarked;
