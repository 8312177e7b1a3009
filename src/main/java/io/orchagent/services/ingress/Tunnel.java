package io.orchagent.services.ingress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket from its handshake on: bytes both ways, and the end of one side ends the other.
 *
 * <p>It takes the client's bytes before the server's own handlers see them. Those stay, with a
 * request that is under way: so the end of the connection is told to all who wait for it, as the
 * framework does not where it hands a connection over.
 */
final class Tunnel extends ChannelInboundHandlerAdapter implements Upstream.Listener {
  private final Channel client;
  private final Upstream service;
  private final Runnable done;
  private @Nullable ChannelHandlerContext context;

  /**
   * @param done is told, perhaps more than once, when it is over
   */
  Tunnel(Channel client, Upstream service, Runnable done) {
    this.client = client;
    this.service = service;
    this.done = done;
  }

  /** To be called on the event loop of both sides. */
  void start(MultiMap headers) {
    service.tell(this);
    ChannelPipeline pipeline = client.pipeline();
    ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
    if (decoder == null || !client.isActive()) {
      end();
      return;
    }
    IdleStateHandler idle = pipeline.get(IdleStateHandler.class);
    if (idle != null) {
      // It would see nothing any more; the way to the service has one of its own
      pipeline.remove(idle);
    }
    client.config().setAutoRead(false);
    pipeline.addBefore(decoder.name(), "tunnel", this);
    context = pipeline.context(this);
    StringBuilder head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
    for (Map.Entry<String, String> header : headers) {
      head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    context.read();
  }

  private void write(byte[] bytes) {
    if (context != null) {
      context.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    try {
      if (message instanceof ByteBuf bytes) {
        service.sendRaw(Buffer.buffer(ByteBufUtil.getBytes(bytes)));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext from) {
    if (service.isWritable()) {
      from.read();
    }
  }

  @Override
  public void writable() {
    if (context != null) {
      context.read();
    }
  }

  @Override
  public void piece(Buffer bytes) {
    write(bytes.getBytes());
  }

  @Override
  public void told() {
    if (client.isWritable()) {
      service.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext from) throws Exception {
    if (client.isWritable()) {
      service.read();
    }
    super.channelWritabilityChanged(from);
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) throws Exception {
    end();
    super.channelInactive(from);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    end();
  }

  @Override
  public void idle() {
    end();
  }

  @Override
  public void lost(String how) {
    end();
  }

  private void end() {
    service.close();
    done.run();
    // What was written before goes out first
    if (context == null || !client.isActive()) {
      client.close();
    } else {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> client.close());
    }
  }

  @Override
  public void connected() {
    throw new IllegalStateException("was connected before");
  }

  @Override
  public void unreachable(Throwable why) {
    throw new IllegalStateException("was reached before", why);
  }

  @Override
  public void head(HttpResponse answer) {
    throw new IllegalStateException("has answered before");
  }

  @Override
  public void ended() {
    throw new IllegalStateException("has no end but that of the connection");
  }
}
