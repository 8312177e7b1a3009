package io.orchagent.admin;

import io.orchagent.billing.BillingApi;
import io.orchagent.billing.Ledger;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import io.orchagent.platform.security.Admin;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** The credits of all workspaces, for administrators. */
@Path("/admin/workspaces/{id}/credits")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AdminCreditResource {
  private final Ledger ledger;

  AdminCreditResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @POST
  @Admin
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Operation(
      operationId = "adjustCredits",
      summary = "Give or take credits",
      description =
          "With a reason, which the workspace's owners see. Under one Idempotency-Key it happens"
              + " once. What is held for running calls can't be taken. Administrators only.")
  @Parameter(
      name = IdempotencyKey.HEADER,
      in = ParameterIn.HEADER,
      description = "1 to 255 printable characters")
  public BillingApi.Transaction adjust(
      @RestPath String id, AdminApi.CreditAdjustment body, @Context HttpHeaders headers) {
    List<FieldError> errors = new ArrayList<>();
    Optional<String> key = IdempotencyKey.read(headers, errors);
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    return BillingApi.Transaction.of(
        ledger.adjust(
            PathId.parse(id, "Workspace"),
            Objects.requireNonNull(body.amountCents()),
            Objects.requireNonNull(body.reason()).strip(),
            key));
  }
}
