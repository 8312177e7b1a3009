package io.orchagent.platform.http;

import io.orchagent.platform.errors.Errors;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Lets every request record of the house be read by {@link StrictJson}. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
@Priority(Priorities.USER - 1000)
public class StrictJsonReader implements ServerMessageBodyReader<Record> {
  private final StrictJson json;
  private final RequestContext request;

  StrictJsonReader(StrictJson json, RequestContext request) {
    this.json = json;
    this.request = request;
  }

  @Override
  public boolean isReadable(
      Class<?> type, Type generic, ResteasyReactiveResourceInfo method, MediaType media) {
    return type.isRecord();
  }

  @Override
  public boolean isReadable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return type.isRecord();
  }

  @Override
  public Record readFrom(
      Class<Record> type, Type generic, MediaType media, ServerRequestContext context)
      throws IOException {
    return read(all(context.getInputStream()), type, generic);
  }

  @Override
  public Record readFrom(
      Class<Record> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    return read(all(body), type, generic);
  }

  private Record read(byte[] body, Class<Record> type, Type generic) {
    if (type.getName().equals(Checked.class.getName())
        && generic instanceof ParameterizedType checked) {
      return json.check(body, (Class<?>) checked.getActualTypeArguments()[0]);
    }
    return json.read(body, type, request);
  }

  /** Chunked bodies say no length beforehand, so the limit holds here too. */
  static byte[] all(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(StrictJson.MAX_BYTES + 1);
    if (bytes.length > StrictJson.MAX_BYTES) {
      throw Errors.tooLarge("The body is larger than 10 MiB.");
    }
    return bytes;
  }
}
