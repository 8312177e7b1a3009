package io.orchagent.platform.http;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.persistence.DatabaseAway;
import io.vertx.core.http.HttpClosedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.sql.SQLException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The one place where failures become answers. */
public class FailureAnswers {
  private static final Logger LOG = Logger.getLogger(FailureAnswers.class);

  private final RequestContext request;
  private final AllowedMethods methods;

  FailureAnswers(RequestContext request, AllowedMethods methods) {
    this.request = request;
    this.methods = methods;
  }

  @ServerExceptionMapper
  public RestResponse<ErrorEnvelope> api(ApiException failure) {
    return answer(failure, null);
  }

  /**
   * Failures of the framework: unknown paths, wrong methods and types, bodies it could not read.
   */
  @ServerExceptionMapper
  public RestResponse<ErrorEnvelope> framework(
      WebApplicationException failure, UriInfo uri, Request http) {
    Response response = failure.getResponse();
    int status = response.getStatus();
    if (status == 404 && methods.lacks(uri.getPath(), http.getMethod())) {
      // Where several resources share a prefix, the framework does not find the path at all
      status = 405;
    }
    String allow = status == 405 ? methods.of(uri.getPath()).orElse("OPTIONS") : null;
    ApiException known =
        switch (status) {
          case 401 -> Errors.unauthorized();
          case 403 -> Errors.forbidden("Not allowed.");
          case 404 -> Errors.notFound("This address");
          case 405 -> Errors.methodNotAllowed();
          case 406 -> Errors.invalidField("Accept", "this address answers application/json");
          case 413 -> Errors.tooLarge("The body is larger than this address takes.");
          case 415 ->
              Errors.unsupportedType(
                  "This address does not take that Content-Type; send application/json, or"
                      + " multipart/form-data where files are taken.");
          case 400 -> Errors.invalid("The request could not be read; check body and parameters.");
          case 503 -> Errors.unavailable("Not available right now; try again.");
          default -> logged(failure);
        };
    return answer(known, allow);
  }

  @ServerExceptionMapper
  public RestResponse<ErrorEnvelope> any(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApiException api) {
        return answer(api, null);
      }
      if (cause instanceof SQLException sql && DatabaseAway.tells(sql)) {
        LOG.errorf("the database is away: %s", sql.getMessage());
        return answer(Errors.unavailable("The database is not reachable; try again."), null);
      }
    }
    if (isLeft(failure)) {
      LOG.debugf("who sent %s went away in the middle of it", request.requestId());
      return answer(Errors.invalid("The body broke off before its end; send it again."), null);
    }
    return answer(logged(failure), null);
  }

  /** Who goes away while a body is read is no failure of ours. */
  private boolean isLeft(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpClosedException
          || (cause instanceof IOException && request.isLeft())) {
        return true;
      }
    }
    return false;
  }

  private ApiException logged(Throwable failure) {
    LOG.errorf(failure, "unexpected failure of %s", request.requestId());
    return Errors.internal(failure);
  }

  private RestResponse<ErrorEnvelope> answer(ApiException failure, @Nullable String allow) {
    ResponseBuilder<ErrorEnvelope> builder =
        // By number: the framework's list of statuses has no 422
        ResponseBuilder.<ErrorEnvelope>create(failure.kind().status())
            .entity(ErrorEnvelope.of(failure, request.requestId(), request.metadata()));
    builder.type(MediaType.APPLICATION_JSON_TYPE);
    failure
        .retryAfter()
        .ifPresent(wait -> builder.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
    if (failure.kind() == ErrorKind.UNAUTHENTICATED) {
      builder.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    if (allow != null) {
      builder.header(HttpHeaders.ALLOW, allow);
    }
    return builder.build();
  }
}
