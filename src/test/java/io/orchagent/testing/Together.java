package io.orchagent.testing;

import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** The same thing by many at the same moment. */
public final class Together {
  private Together() {}

  /** What each of them got, in the order of their numbers. */
  public static <T> List<T> run(int many, IntFunction<T> each) {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        int number = i;
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return each.apply(number);
                }));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    } catch (Exception e) {
      throw new AssertionError("one of many failed", e);
    }
  }

  /** The statuses of the answers. */
  public static List<Integer> statuses(int many, IntFunction<ValidatableResponse> each) {
    return run(many, i -> each.apply(i).extract().statusCode());
  }
}
