package io.orchagent.platform.http;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Where JSON that is read or written on the way of a call has its buffers from. Jackson keeps them
 * by thread, and the thread of a request is new each time: so each document would have some of 8
 * KiB of its own.
 */
public final class JsonBuffers {
  private JsonBuffers() {}

  /** A factory whose buffers are used again by other threads. */
  public static JsonFactoryBuilder factory() {
    JsonFactoryBuilder builder = new JsonFactoryBuilder();
    builder.recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool());
    return builder;
  }

  /** A mapper over such a factory. */
  public static JsonMapper.Builder mapper() {
    return JsonMapper.builder(factory().build());
  }
}
