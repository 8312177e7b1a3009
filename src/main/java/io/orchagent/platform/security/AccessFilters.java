package io.orchagent.platform.security;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.PathId;
import io.orchagent.platform.http.QueryValue;
import io.orchagent.platform.tenancy.Role;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** What the access annotations mean, one filter each. They run before the body is read. */
public class AccessFilters {
  private static final String WORKSPACE_HEADER = "X-Workspace-Id";

  private final Authenticator authenticator;
  private final CurrentCaller caller;

  AccessFilters(Authenticator authenticator, CurrentCaller caller) {
    this.authenticator = authenticator;
    this.caller = caller;
  }

  @Anonymous
  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  public void anonymous(ContainerRequestContext request) {
    if (request.getHeaderString(HttpHeaders.AUTHORIZATION) != null) {
      // An agent's code may be a stranger's: it sees nothing that its caller's workspace sees
      person(selected(request));
    }
  }

  @SignedIn
  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  public void signedIn(ContainerRequestContext request) {
    person(selected(request));
  }

  @Caller
  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  public void caller(ContainerRequestContext request) {
    selected(request);
  }

  @Member
  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  public void member(ContainerRequestContext request) {
    person(inWorkspace(request));
  }

  @Owner
  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  public void owner(ContainerRequestContext request) {
    Principal principal = inWorkspace(request);
    person(principal);
    if (!principal.role().includes(Role.OWNER)) {
      throw Errors.forbidden("Only an owner of this workspace may do that.");
    }
  }

  @Admin
  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  public void admin(ContainerRequestContext request) {
    Principal principal = selected(request);
    person(principal);
    if (!principal.credential().admin()) {
      throw Errors.forbidden("Only an administrator of this server may do that.");
    }
  }

  private static void person(Principal principal) {
    if (principal.credential().kind().isAgents()) {
      throw Errors.forbidden("An agent's key may only call agents; use a person's key.");
    }
  }

  /** The path's workspace when it names one: there, a foreign one is a missing one. */
  private Principal inWorkspace(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    String raw =
        path.startsWith("/workspaces/")
            ? request.getUriInfo().getPathParameters().getFirst("id")
            : null;
    if (raw == null) {
      return selected(request);
    }
    String token = bearer(request);
    UUID workspace = parsed(token, () -> PathId.parse(raw, "Workspace"));
    try {
      return known(authenticator.authenticate(token, workspace));
    } catch (ApiException e) {
      throw e.kind() == ErrorKind.FORBIDDEN ? Errors.notFound("Workspace") : e;
    }
  }

  private Principal selected(ContainerRequestContext request) {
    String token = bearer(request);
    return known(authenticator.authenticate(token, header(request, token)));
  }

  private @Nullable UUID header(ContainerRequestContext request, String token) {
    String raw = request.getHeaderString(WORKSPACE_HEADER);
    if (raw == null) {
      return null;
    }
    return parsed(token, () -> QueryValue.id(WORKSPACE_HEADER, raw).orElseThrow());
  }

  /** The credential first: without one, nobody learns whether an id is well-formed. */
  private UUID parsed(String token, Supplier<UUID> id) {
    try {
      return id.get();
    } catch (ApiException malformed) {
      authenticator.authenticate(token, null);
      throw malformed;
    }
  }

  private static String bearer(ContainerRequestContext request) {
    return Bearers.token(request.getHeaderString(HttpHeaders.AUTHORIZATION));
  }

  private Principal known(Authenticated authenticated) {
    Principal principal = authenticated.principal();
    caller.set(authenticated);
    MDC.put("workspace_id", principal.workspaceId().toString());
    return principal;
  }
}
