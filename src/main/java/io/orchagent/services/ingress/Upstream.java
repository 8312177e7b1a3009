package io.orchagent.services.ingress;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.ReferenceCountUtil;
import io.orchagent.services.runtime.Endpoint;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an instance, for one exchange. Everything happens on one event loop; what comes
 * is read only when it is asked for.
 */
final class Upstream extends ChannelInboundHandlerAdapter {
  private static final int FIRST_LINE = 8 * 1024;
  private static final int PIECE = 32 * 1024;

  /** Who is told. After {@link #close} nobody is. */
  interface Listener {
    /** Can be written to. */
    void connected();

    /** Was never there: nothing was sent. */
    void unreachable(Throwable why);

    void head(HttpResponse answer);

    /** Bytes of the answer's body, or of a tunnel. */
    void piece(Buffer bytes);

    /** What was asked for by {@link #read} has been told. */
    void told();

    /** The answer is whole. */
    void ended();

    /** More can be written than before. */
    void writable();

    /** Nothing has moved for too long. */
    void idle();

    /** Gone, or not understood, before its end. */
    void lost(String how);
  }

  private final IngressConfig config;
  private Listener listener;
  private @Nullable Channel channel;
  private boolean connected;
  private boolean interim;
  private boolean switching;
  private boolean closed;

  Upstream(IngressConfig config, Listener listener) {
    this.config = config;
    this.listener = listener;
  }

  void open(EventLoop loop, AddressResolverGroup<InetSocketAddress> resolver, Endpoint endpoint) {
    switch (endpoint) {
      case Endpoint.UnixSocket(Path path) -> open(loop, path);
      case Endpoint.Address(String host, int port) ->
          new Bootstrap()
              .group(loop)
              .channel(NioSocketChannel.class)
              .resolver(resolver)
              .option(ChannelOption.AUTO_READ, false)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(
                  ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.connectTimeout().toMillis())
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                      prepare(opened);
                    }
                  })
              .connect(host, port)
              .addListener(done -> failed(done.cause()));
    }
  }

  /** It connects at once or not at all; Netty's own way needs reflection. */
  private void open(EventLoop loop, Path path) {
    SocketChannel socket = null;
    try {
      socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      socket.configureBlocking(false);
      if (!socket.connect(UnixDomainSocketAddress.of(path))) {
        throw new IOException("it does not take connections fast enough");
      }
      Channel opened = new NioDomainSocketChannel(socket);
      opened.config().setAutoRead(false);
      prepare(opened);
      loop.register(opened).addListener(done -> failed(done.cause()));
    } catch (IOException | IllegalArgumentException e) {
      if (socket != null) {
        discard(socket);
      }
      failed(e);
    }
  }

  private static void discard(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was never used
    }
  }

  private void prepare(Channel opened) {
    channel = opened;
    // A service may answer and go before it has read everything: its answer is still to be read
    opened.config().setAutoClose(false);
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(FIRST_LINE)
            .setMaxHeaderSize((int) config.maxAnswerHead().asLongValue())
            .setMaxChunkSize(PIECE);
    opened
        .pipeline()
        .addLast(
            new IdleStateHandler(
                true, 0, 0, config.idleTimeout().toMillis(), TimeUnit.MILLISECONDS))
        .addLast(new HttpClientCodec(limits, false, false))
        .addLast(this);
  }

  private void failed(@Nullable Throwable cause) {
    if (cause != null && !closed) {
      close();
      listener.unreachable(cause);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (closed) {
      context.close();
      return;
    }
    connected = true;
    listener.connected();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (closed) {
        return;
      }
      if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
        fail("answered what is not HTTP/1.1, or with too large a head");
      } else if (message instanceof HttpResponse answer) {
        head(answer);
      } else if (message instanceof HttpContent content) {
        content(context, content);
      } else if (message instanceof ByteBuf bytes) {
        listener.piece(copy(bytes));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(HttpResponse answer) {
    int status = answer.status().code();
    switching = status == 101;
    interim = status < 200 && !switching;
    if (status < 100 || status > 599) {
      fail("answered with the status " + status);
    } else if (!interim) {
      listener.head(answer);
    }
  }

  private void content(ChannelHandlerContext context, HttpContent content) {
    if (!interim && content.content().isReadable()) {
      listener.piece(copy(content.content()));
    }
    if (!(content instanceof LastHttpContent) || closed) {
      return;
    }
    if (switching) {
      // From here on it speaks as it likes
      context.pipeline().remove(HttpClientCodec.class);
    } else if (!interim) {
      listener.ended();
    }
  }

  private static Buffer copy(ByteBuf bytes) {
    return Buffer.buffer(ByteBufUtil.getBytes(bytes));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!closed) {
      listener.told();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!closed && context.channel().isWritable()) {
      listener.writable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!closed && event instanceof IdleStateEvent) {
      listener.idle();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail("ended the connection before its answer was whole");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail("broke the connection");
  }

  private void fail(String how) {
    if (!closed && connected) {
      close();
      listener.lost(how);
    }
  }

  /** Somebody else is told from here on. */
  void tell(Listener other) {
    listener = other;
  }

  void read() {
    if (channel != null && !closed) {
      channel.read();
    }
  }

  boolean isWritable() {
    return channel != null && channel.isWritable();
  }

  void send(HttpRequest head) {
    write(head);
  }

  void send(Buffer bytes) {
    write(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes.getBytes())));
  }

  /** The request is whole. */
  void finish() {
    write(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  /** Once it is a tunnel. */
  void sendRaw(Buffer bytes) {
    write(Unpooled.wrappedBuffer(bytes.getBytes()));
  }

  /** What can't be written shows when nothing more can be read: the answer may be there already. */
  private void write(Object message) {
    if (channel != null && !closed) {
      channel.writeAndFlush(message);
    }
  }

  void close() {
    closed = true;
    if (channel != null) {
      channel.close();
    }
  }
}
