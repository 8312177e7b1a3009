package io.orchagent.platform.outbound;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the server itself has to tell to addresses that people gave it. The name is resolved
 * once, each address looked at, and the connection made to the very address that was looked at: a
 * name that means another one a moment later changes nothing. Redirects are not followed.
 */
@Singleton
public class PublicPosts {
  private static final int MOST_HEAD = 8 * 1024;

  private final HostResolver resolver;
  private final HostList privateHosts;
  private final Supplier<SSLSocketFactory> trust;

  @Inject
  PublicPosts(HostResolver resolver, OutboundConfig config) {
    this(resolver, HostList.of(config.allowedPrivateHosts().orElse(List.of())));
  }

  /**
   * @param privateHosts may be at private addresses
   */
  public PublicPosts(HostResolver resolver, HostList privateHosts) {
    // Asked late: in a binary what is trusted is known only when it runs
    this(resolver, privateHosts, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  PublicPosts(HostResolver resolver, HostList privateHosts, Supplier<SSLSocketFactory> trust) {
    this.resolver = resolver;
    this.privateHosts = privateHosts;
    this.trust = trust;
  }

  /** It may not be sent there; the message says why. */
  public static final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
      super(message);
    }
  }

  /** Why nothing would be sent there now; empty where it would, or the name is not known. */
  public Optional<String> refusal(URI url) {
    Optional<Authority> authority = Authority.parse(String.valueOf(url.getRawAuthority()), 443);
    if (authority.isEmpty()) {
      return Optional.of("the address has no proper host");
    }
    try {
      address(authority.get());
      return Optional.empty();
    } catch (ForbiddenAddressException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The first of those that may be sent to. */
  private InetAddress address(Authority authority) throws IOException {
    boolean mayBePrivate = privateHosts.names(authority.host(), authority.port());
    List<InetAddress> found;
    try {
      found = resolver.resolve(authority.lookup());
    } catch (UnknownHostException e) {
      throw new UnknownHostException("the host " + authority.host() + " is not known");
    }
    for (InetAddress each : found) {
      Optional<String> special = AddressRules.special(each);
      if (mayBePrivate || special.isEmpty()) {
        return each;
      }
    }
    throw new ForbiddenAddressException(
        "the host " + authority.host() + " is at no public address");
  }

  /**
   * Sends a POST and waits for the first line of its answer.
   *
   * @param url of http or https
   * @param limit from the resolution of the name to the answer
   * @return the status
   * @throws IOException when no answer came, with why
   */
  public int post(URI url, Map<String, String> headers, byte[] body, Duration limit)
      throws IOException, InterruptedException {
    Sending sending = new Sending(url, headers, body, limit);
    FutureTask<Integer> task = new FutureTask<>(sending::send);
    Thread.ofVirtual().name("post").start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("no answer within " + limit.toSeconds() + " seconds");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("it could not be sent", e.getCause());
    } finally {
      sending.close();
    }
  }

  private final class Sending {
    private final URI url;
    private final Map<String, String> headers;
    private final byte[] body;
    private final int millis;
    private volatile @Nullable Socket socket;
    private volatile boolean closed;

    private Sending(URI url, Map<String, String> headers, byte[] body, Duration limit) {
      this.url = url;
      this.headers = headers;
      this.body = body;
      this.millis = (int) limit.toMillis();
    }

    private boolean secure() {
      return "https".equalsIgnoreCase(url.getScheme());
    }

    private int send() throws IOException {
      int standard = secure() ? 443 : 80;
      Authority authority =
          Authority.parse(String.valueOf(url.getRawAuthority()), standard)
              .orElseThrow(() -> new ForbiddenAddressException("the address has no proper host"));
      Socket plain = new Socket();
      socket = plain;
      plain.setSoTimeout(millis);
      plain.connect(new InetSocketAddress(address(authority), authority.port()), millis);
      if (closed) {
        plain.close();
      }
      Socket connection = secure() ? secured(plain, authority) : plain;
      connection.getOutputStream().write(request(authority, standard));
      connection.getOutputStream().flush();
      return status(connection.getInputStream());
    }

    private Socket secured(Socket plain, Authority authority) throws IOException {
      SSLSocket secured =
          (SSLSocket) trust.get().createSocket(plain, authority.lookup(), authority.port(), true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    }

    private byte[] request(Authority authority, int standard) throws IOException {
      String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
      StringBuilder head = new StringBuilder("POST ").append(path);
      if (url.getRawQuery() != null) {
        head.append('?').append(url.getRawQuery());
      }
      head.append(" HTTP/1.1\r\nHost: ")
          .append(authority.port() == standard ? authority.host() : authority.toString());
      head.append("\r\nConnection: close\r\nContent-Length: ").append(body.length);
      headers.forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
      head.append("\r\n\r\n");
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.write(head.toString().getBytes(StandardCharsets.US_ASCII));
      request.write(body);
      return request.toByteArray();
    }

    private int status(InputStream answer) throws IOException {
      StringBuilder line = new StringBuilder();
      int c = answer.read();
      while (c >= 0 && c != '\n' && line.length() < MOST_HEAD) {
        line.append((char) c);
        c = answer.read();
      }
      String[] words = line.toString().strip().split(" ");
      if (words.length < 2
          || !words[0].startsWith("HTTP/1.")
          || !words[1].matches("[1-5][0-9]{2}")) {
        throw new IOException("the answer was not HTTP");
      }
      return Integer.parseInt(words[1]);
    }

    private void close() throws IOException {
      closed = true;
      Socket open = socket;
      if (open != null) {
        open.close();
      }
    }
  }
}
