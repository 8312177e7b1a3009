package io.orchagent.llm;

import java.time.Duration;

/** Is told, on the thread that asks, of each time that one request is sent again. */
public interface RetryListener {
  /** Nobody wants to know. */
  RetryListener NONE =
      new RetryListener() {
        @Override
        public void failed(LlmException failure, int attempt, Duration pause) {}

        @Override
        public void again(int attempt) {}
      };

  /**
   * An attempt failed, and another one follows after the pause.
   *
   * @param attempt from 1
   */
  void failed(LlmException failure, int attempt, Duration pause);

  /** The pause is over: the request is sent again. */
  void again(int attempt);
}
