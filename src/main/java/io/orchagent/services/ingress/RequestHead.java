package io.orchagent.services.ingress;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.orchagent.platform.http.TrustedProxies;
import io.orchagent.services.runtime.ServiceTargets.Target;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The head of a request as the service gets it. */
@Singleton
class RequestHead {
  /** Written by this server, or believed by somebody: never taken from the client. */
  private static final Set<String> RESERVED =
      Set.of(
          "cf-connecting-ip",
          "client-ip",
          "cluster-client-ip",
          "content-length",
          "fastly-client-ip",
          "forwarded",
          "forwarded-for",
          "host",
          "remote-addr",
          "true-client-ip",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-forwarded",
          "x-host",
          "x-original-host",
          "x-original-url",
          "x-real-ip",
          "x-request-id",
          "x-rewrite-url");

  /** What the server's own clients prove themselves with. */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "x-orchagent-billing-org-id",
          "x-orchagent-billing-org-sig",
          "x-orchagent-call-chain",
          "x-orchagent-call-chain-sig",
          "x-orchagent-webhook-secret");

  private static final HopByHop EVERY_CONNECTION = new HopByHop(List.of());

  private final TrustedProxies proxies;

  RequestHead(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /**
   * @param requestId what the server's log calls this request
   */
  HttpRequest of(
      HttpServerRequest request,
      ServiceAddress address,
      Target target,
      Framing framing,
      String requestId) {
    HttpRequest head =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.method().name()), address.target());
    HttpHeaders headers = head.headers();
    HostAndPort authority = request.authority();
    String host = authority == null ? "localhost" : authority.toString();
    headers.set(HttpHeaderNames.HOST, host);
    HopByHop hops = new HopByHop(request.headers().getAll(HttpHeaderNames.CONNECTION));
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!hops.has(name) && passes(name, header.getValue(), address, target)) {
        add(headers, name, header.getKey(), header.getValue());
      }
    }
    headers.set("X-Forwarded-For", proxies.client(request));
    headers.set("X-Real-IP", proxies.client(request));
    headers.set("X-Forwarded-Proto", proxies.scheme(request));
    headers.set("X-Forwarded-Host", host);
    headers.set("X-Request-Id", requestId);
    if (address.sharesOrigin()) {
      headers.set("X-Forwarded-Prefix", address.prefix());
    }
    frame(head, framing);
    return head;
  }

  /** HTTP/2 cuts cookies into several headers, HTTP/1.1 knows but one. */
  private static void add(HttpHeaders headers, String lower, String name, String value) {
    String before = lower.equals("cookie") ? headers.get(HttpHeaderNames.COOKIE) : null;
    if (before == null) {
      headers.add(name, value);
    } else {
      headers.set(HttpHeaderNames.COOKIE, before + "; " + value);
    }
  }

  private static boolean passes(String name, String value, ServiceAddress address, Target target) {
    // Gateway interfaces (CGI, WSGI, PHP) take other characters for dashes
    String read = dashed(name);
    if (name.startsWith(":")
        || RESERVED.contains(read)
        || CREDENTIALS.contains(read)
        || read.startsWith("x-forwarded-")) {
      return false;
    }
    if (!read.equals(name) && EVERY_CONNECTION.has(read)) {
      return false;
    }
    return switch (read) {
      case "cookie", "cookie2" -> !address.sharesOrigin();
      case "authorization" ->
          !address.sharesOrigin() && !target.requireKey() && !carriesOurKey(value);
      default -> true;
    };
  }

  private static String dashed(String name) {
    StringBuilder read = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      read.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-');
    }
    return read.toString();
  }

  /** Sent by mistake, or because the service asked for a key until a moment ago. */
  private static boolean carriesOurKey(String value) {
    return value.contains("sk_live_") || value.contains("sk_agent_");
  }

  private static void frame(HttpRequest head, Framing framing) {
    HttpHeaders headers = head.headers();
    if (framing.webSocket()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
      headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
      return;
    }
    // One request for each connection: see ADR 13
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (framing.length() < 0) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else if (framing.length() > 0
        || !Framing.USUALLY_WITHOUT_BODY.contains(head.method().name())) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, framing.length());
    }
  }
}
