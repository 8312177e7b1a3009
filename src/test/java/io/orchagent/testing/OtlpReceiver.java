package io.orchagent.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/** Takes traces as OTLP over HTTP, in protobuf's binary format. */
public final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  /**
   * A span as it arrived.
   *
   * @param parent empty at the top
   * @param failed whether its status is an error
   */
  public record Span(
      String trace,
      String id,
      String parent,
      String name,
      int kind,
      long nanos,
      Map<String, String> attributes,
      boolean failed) {}

  private OtlpReceiver(HttpServer server) {
    this.server = server;
  }

  public static OtlpReceiver start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    OtlpReceiver receiver = new OtlpReceiver(server);
    server.createContext("/v1/traces", receiver::take);
    server.start();
    return receiver;
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Span> spans() {
    return spans;
  }

  /** All that has come, byte for byte. */
  public String raw() {
    return String.join("\n", bodies);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
        body = new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes();
      }
      bodies.add(new String(body, StandardCharsets.ISO_8859_1));
      each(
          body,
          (field, resource) ->
              each(
                  bytes(resource),
                  (number, scope) -> {
                    if (number == 2) {
                      each(bytes(scope), (what, span) -> add(what, span));
                    }
                  }));
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void add(int field, Object span) {
    if (field != 2) {
      return;
    }
    Map<Integer, Object> known = new LinkedHashMap<>();
    Map<String, String> attributes = new LinkedHashMap<>();
    boolean[] failed = new boolean[1];
    each(
        bytes(span),
        (number, value) -> {
          known.put(number, value);
          if (number == 9) {
            attribute(bytes(value), attributes);
          } else if (number == 15) {
            each(bytes(value), (what, code) -> failed[0] |= what == 3 && code.equals(2L));
          }
        });
    spans.add(
        new Span(
            hex(known.get(1)),
            hex(known.get(2)),
            hex(known.get(4)),
            text(known.get(5)),
            ((Long) known.getOrDefault(6, 0L)).intValue(),
            (Long) known.get(8) - (Long) known.get(7),
            attributes,
            failed[0]));
  }

  private static void attribute(byte[] pair, Map<String, String> to) {
    List<String> parts = new ArrayList<>();
    each(
        pair,
        (number, value) -> {
          if (number == 1) {
            parts.add(text(value));
          } else {
            each(bytes(value), (type, it) -> parts.add(any(type, it)));
          }
        });
    to.put(parts.get(0), parts.get(1));
  }

  private static String any(int type, Object value) {
    return switch (type) {
      case 1 -> text(value);
      case 2 -> String.valueOf(value.equals(1L));
      default -> String.valueOf(value);
    };
  }

  private static byte[] bytes(Object value) {
    return (byte[]) value;
  }

  private static String hex(Object value) {
    return value == null ? "" : HexFormat.of().formatHex(bytes(value));
  }

  private static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /** The fields of a message: numbers as Long, all else as bytes. */
  private static void each(byte[] message, BiConsumer<Integer, Object> field) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      Object value =
          switch ((int) tag & 7) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> {
              byte[] bytes = new byte[(int) varint(in)];
              in.get(bytes);
              yield bytes;
            }
            case 5 -> (long) in.getInt();
            default -> throw new IllegalArgumentException("wire type of " + tag);
          };
      field.accept((int) (tag >>> 3), value);
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
