package io.orchagent.billing;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Open;
import io.orchagent.platform.security.Owner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** Buying credits. */
@Path("/billing")
@Tag(name = "Billing")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class StripeResource {
  private static final int MOST_BYTES = 1024 * 1024;

  private final Payments payments;
  private final StripeEvents events;
  private final CurrentCaller caller;

  StripeResource(Payments payments, StripeEvents events, CurrentCaller caller) {
    this.payments = payments;
    this.events = events;
    this.caller = caller;
  }

  @POST
  @Path("/checkout")
  @Owner
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createCheckout",
      summary = "Buy credits",
      description =
          "Opens a page of Stripe's to pay on. The credits are there when Stripe has told of the"
              + " payment. Under one Idempotency-Key it is one page. Owners only.")
  @Parameter(
      name = IdempotencyKey.HEADER,
      in = ParameterIn.HEADER,
      description = "1 to 255 printable characters")
  public BillingApi.CheckoutOpened checkout(
      BillingApi.Checkout body, @Context HttpHeaders headers) {
    List<FieldError> errors = new ArrayList<>();
    Optional<String> key = IdempotencyKey.read(headers, errors);
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    StripeClient.Session session =
        payments.checkout(
            caller.principal().workspaceId(), Objects.requireNonNull(body.amountUsd()), key);
    return new BillingApi.CheckoutOpened(session.url(), session.id());
  }

  @POST
  @Path("/stripe-webhook")
  @Open
  @Operation(
      operationId = "receiveStripeEvent",
      summary = "Receive an event of Stripe's",
      description =
          "For Stripe: its signature is checked, at most five minutes old. Each event takes effect"
              + " once, whatever the order or number of deliveries.")
  @RequestBody(
      description = "The event as Stripe made it",
      content =
          @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)))
  public BillingApi.Received receive(
      @RestHeader("Stripe-Signature")
          @Parameter(description = "Time and signature, as Stripe makes them")
          @Nullable String signature,
      InputStream body)
      throws IOException {
    byte[] sent = body.readNBytes(MOST_BYTES + 1);
    if (sent.length > MOST_BYTES) {
      throw Errors.tooLarge("An event of Stripe's is at most 1 MiB.");
    }
    events.receive(signature, sent);
    return new BillingApi.Received(true);
  }
}
