package io.orchagent.platform.http;

import io.orchagent.platform.security.Anonymous;
import io.orchagent.platform.security.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** A resource of the tests alone: the floor is tried without any feature. */
@Path("/probe")
@RunOnVirtualThread
public class ProbeResource {
  public record Inner(@NotNull @Size(max = 3) @Nullable String code) {}

  public record In(
      @NotNull @Size(min = 2, max = 50) @Nullable String name,
      @Max(10) @Nullable Integer count,
      @Nullable Boolean isGood,
      @Nullable List<Inner> parts,
      @Nullable Map<String, String> labels) {}

  public record Change(PatchField<String> name, PatchField<Integer> count) {}

  public record Out(String name, boolean virtual) {}

  @POST
  @Anonymous
  @ResponseStatus(201)
  @Operation(hidden = true)
  public Out create(In in) {
    return new Out(String.valueOf(in.name()), Thread.currentThread().isVirtual());
  }

  @PATCH
  @Anonymous
  @Operation(hidden = true)
  public EnvelopeFilter.Plain change(Change change) {
    return new EnvelopeFilter.Plain(
        Map.of("name", String.valueOf(change.name()), "count", String.valueOf(change.count())));
  }

  @GET
  @Anonymous
  @Operation(hidden = true)
  public Page<Out> list(@BeanParam PageQuery query) {
    return Page.of(List.of(new Out("a", true)), 7, query.page());
  }

  @GET
  @Path("/bug")
  @Anonymous
  @Operation(hidden = true)
  public Out bug() {
    throw new IllegalStateException("select secret from table");
  }

  @GET
  @Path("/database-away")
  @Anonymous
  @Operation(hidden = true)
  public Out away() throws SQLException {
    throw new SQLException("connection refused", "08001");
  }

  @GET
  @Path("/members")
  @Member
  @Operation(hidden = true)
  public Out members() {
    return new Out("in", true);
  }
}
