package io.orchagent.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Patience patience = new Patience();

  @AfterEach
  void stop() {
    patience.stop();
  }

  @Test
  void an_answer_in_time_is_told_whether_it_is_there_already_or_comes_meanwhile() throws Exception {
    assertThat(patience.await(CompletableFuture.completedFuture("there"), LONG)).isEqualTo("there");
    CompletableFuture<String> later = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> later.complete("later"));
    assertThat(patience.await(later, LONG)).isEqualTo("later");
  }

  @Test
  void a_failure_is_told_as_it_is_even_when_it_is_a_timeout_of_somebody_else() {
    TimeoutException theirs = new TimeoutException("theirs");
    assertThatThrownBy(() -> patience.await(CompletableFuture.failedFuture(theirs), LONG))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(theirs);
  }

  @Test
  void the_end_of_the_limit_ends_the_wait_and_the_question_not_before_its_time() {
    CompletableFuture<String> never = new CompletableFuture<>();
    Duration limit = Duration.ofMillis(100);
    long began = System.nanoTime();
    assertThatThrownBy(() -> patience.await(never, limit)).isInstanceOf(TimeoutException.class);
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(limit.toNanos());
    assertThat(never).isCompletedExceptionally();
  }
}
