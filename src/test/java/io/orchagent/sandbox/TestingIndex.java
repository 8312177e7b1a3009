package io.orchagent.sandbox;

import com.sun.net.httpserver.HttpServer;
import io.orchagent.sandbox.install.Indexes;
import io.orchagent.sandbox.install.PackageIndex;
import io.orchagent.sandbox.install.PackageTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A package index on loopback with wheels that tests make. */
final class TestingIndex implements AutoCloseable, Indexes {
  private final HttpServer server;
  private final Map<String, Map<String, byte[]>> projects = new ConcurrentHashMap<>();

  TestingIndex() throws IOException {
    TestingEgress.name(TestingEgress.FRIEND, "127.0.0.1");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/simple/",
        exchange -> {
          String[] path = exchange.getRequestURI().getPath().split("/");
          Map<String, byte[]> files = projects.getOrDefault(path[2], Map.of());
          byte[] answer = path.length > 3 ? files.getOrDefault(path[3], new byte[0]) : page(files);
          String type = path.length > 3 ? "application/octet-stream" : "text/html";
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(files.isEmpty() ? 404 : 200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  private static byte[] page(Map<String, byte[]> files) {
    return files.keySet().stream()
        .map(name -> "<a href=\"" + name + "\">" + name + "</a>")
        .collect(Collectors.joining("\n", "<!DOCTYPE html><html><body>", "</body></html>"))
        .getBytes(StandardCharsets.UTF_8);
  }

  TestingIndex with(String project, String file, byte[] content) {
    projects.computeIfAbsent(project, name -> new ConcurrentHashMap<>()).put(file, content);
    return this;
  }

  @Override
  public PackageIndex of(PackageTool manager) {
    String host = TestingEgress.FRIEND + ":" + server.getAddress().getPort();
    return new PackageIndex("http://" + host + "/simple/", "test", java.util.List.of());
  }

  /** A wheel of one module. */
  static byte[] wheel(String project, String version, String code) {
    String info = project + "-" + version + ".dist-info/";
    Map<String, String> files = new LinkedHashMap<>();
    files.put(project + ".py", code);
    files.put(
        info + "METADATA",
        "Metadata-Version: 2.1\nName: %s\nVersion: %s\n".formatted(project, version));
    files.put(
        info + "WHEEL",
        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    files.put(info + "RECORD", project + ".py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n");
    return zip(files);
  }

  static byte[] zip(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
