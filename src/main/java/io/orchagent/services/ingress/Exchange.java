package io.orchagent.services.ingress;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.ScheduledFuture;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.RawAnswers;
import io.orchagent.services.runtime.Endpoint;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, piece by piece: neither side is read faster than the other takes.
 * Everything happens on the event loop of the client's connection.
 */
final class Exchange implements Upstream.Listener {
  private static final Logger LOG = Logger.getLogger(Exchange.class);

  private final Visit visit;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final HttpRequest head;
  private final IngressConfig config;
  private final Line line;
  private final Consumer<ApiException> refused;
  private final Runnable done;
  private final Iterator<Endpoint> endpoints;

  private @Nullable Upstream upstream;
  private @Nullable ScheduledFuture<?> late;
  private long received;
  private boolean requestWhole;
  private boolean answered;
  private boolean over;
  private boolean tunnelled;

  /** Where connections are made. */
  record Line(EventLoop loop, AddressResolverGroup<InetSocketAddress> resolver) {}

  /**
   * @param endpoints what to try, in this order; the next one only while nothing was sent
   * @param refused is told when the server answers in the service's place
   * @param done is told, perhaps more than once, when nothing more comes or goes
   */
  Exchange(
      Visit visit,
      HttpRequest head,
      List<Endpoint> endpoints,
      IngressConfig config,
      Line line,
      Consumer<ApiException> refused,
      Runnable done) {
    this.visit = visit;
    this.request = visit.routing().request();
    this.response = visit.routing().response();
    this.head = head;
    this.endpoints = endpoints.iterator();
    this.config = config;
    this.line = line;
    this.refused = refused;
    this.done = done;
  }

  void start() {
    requestWhole = !visit.framing().hasBody();
    visit.routing().addEndHandler(ended -> stop());
    request.exceptionHandler(broken -> cut());
    next();
  }

  private void next() {
    Upstream attempt = new Upstream(config, this);
    upstream = attempt;
    attempt.open(line.loop(), line.resolver(), endpoints.next());
  }

  @Override
  public void unreachable(Throwable why) {
    LOG.debugf(why, "an instance of %s is not reached", visit.target().serviceId());
    if (over) {
      return;
    }
    if (endpoints.hasNext()) {
      next();
      return;
    }
    refuse(IngressErrors.notReady());
  }

  @Override
  public void connected() {
    if (over) {
      stop();
      return;
    }
    Upstream to = to();
    to.send(head);
    to.read();
    if (requestWhole) {
      sent();
      return;
    }
    if (visit.framing().waits()) {
      response.writeContinue();
    }
    request.handler(this::received);
    request.endHandler(
        end -> {
          requestWhole = true;
          sent();
        });
    request.resume();
  }

  private void sent() {
    to().finish();
    if (!answered && !over) {
      late =
          line.loop()
              .schedule(this::late, config.firstByteTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void received(Buffer piece) {
    received += piece.length();
    if (received > config.maxBody().asLongValue()) {
      refuse(IngressErrors.tooLarge(config.maxBody().asLongValue()));
      return;
    }
    to().send(piece);
    if (!over && !to().isWritable()) {
      request.pause();
    }
  }

  @Override
  public void writable() {
    if (!requestWhole) {
      request.resume();
    }
  }

  @Override
  public void head(HttpResponse answer) {
    cancelLate();
    int status = answer.status().code();
    if (status == 101) {
      upgrade(answer);
      return;
    }
    answered = true;
    response.setStatusCode(status);
    AnswerHead.copy(answer, visit.address(), response.headers());
    String length = answer.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null) {
      response.putHeader(HttpHeaderNames.CONTENT_LENGTH, length);
    } else if (request.version() != HttpVersion.HTTP_1_0) {
      response.setChunked(true);
    }
    if (!requestWhole && request.version() != HttpVersion.HTTP_2) {
      response.putHeader(HttpHeaderNames.CONNECTION, "close");
    }
    boolean bodiless = status == 204 || status == 304 || request.method().name().equals("HEAD");
    if (!bodiless && request.version() != HttpVersion.HTTP_1_0) {
      // Who waits for events wants to know at once that they will come
      response.writeHead();
    }
  }

  private void upgrade(HttpResponse answer) {
    if (!visit.framing().webSocket()
        || !WebSocketKey.accepts(request.headers(), answer.headers())) {
      refuse(IngressErrors.broken("changed the protocol without being asked"));
      return;
    }
    answered = true;
    tunnelled = true;
    response.setStatusCode(101);
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("X-Request-Id", visit.requestId());
    AnswerHead.copy(answer, visit.address(), headers);
    headers.set(HttpHeaderNames.CONNECTION, "Upgrade");
    headers.set(HttpHeaderNames.UPGRADE, "websocket");
    Channel client = ((ConnectionBase) request.connection()).channel();
    new Tunnel(client, to(), done).start(headers);
  }

  @Override
  public void piece(Buffer bytes) {
    response.write(bytes);
  }

  @Override
  public void told() {
    if (response.writeQueueFull()) {
      response.drainHandler(drained -> to().read());
    } else {
      to().read();
    }
  }

  @Override
  public void ended() {
    stop();
    if (requestWhole) {
      response.end();
      return;
    }
    // Nobody wants the rest of the request
    RawAnswers.endAndClose(visit.routing());
  }

  @Override
  public void idle() {
    if (answered) {
      LOG.debugf("nothing moved between a client and %s", visit.target().serviceId());
      cut();
    } else if (requestWhole) {
      refuse(IngressErrors.late("The service did not answer in time."));
    } else {
      refuse(
          IngressErrors.late("The rest of the body did not come, or the service did not take it."));
    }
  }

  private void late() {
    refuse(IngressErrors.late("The service did not answer in time."));
  }

  @Override
  public void lost(String how) {
    if (answered) {
      cut();
    } else {
      refuse(IngressErrors.broken(how));
    }
  }

  /** The client must not take what it has for the whole. */
  private void cut() {
    stop();
    response.reset();
  }

  private void refuse(ApiException failure) {
    if (over) {
      return;
    }
    stop();
    if (answered) {
      response.reset();
      return;
    }
    refused.accept(failure);
  }

  private void stop() {
    if (tunnelled) {
      return;
    }
    over = true;
    done.run();
    cancelLate();
    if (upstream != null) {
      upstream.close();
    }
  }

  private void cancelLate() {
    if (late != null) {
      late.cancel(false);
    }
  }

  private Upstream to() {
    if (upstream == null) {
      throw new IllegalStateException("not opened");
    }
    return upstream;
  }
}
