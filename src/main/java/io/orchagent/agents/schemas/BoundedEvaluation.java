package io.orchagent.agents.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import java.util.List;
import java.util.UUID;

/**
 * One validation that ends: every keyword that is applied to a value counts. A schema that branches
 * into itself at each level of a deep value would otherwise double its work with each level.
 */
final class BoundedEvaluation extends ExecutionContext {
  private static final int MAX_STEPS = 5_000_000;
  private static final int MAX_ERRORS = 100;

  /** Some ten milliseconds: all that goes on longer needs a place. */
  private static final int SHORT_STEPS = 50_000;

  private static final long SHORT_MATCHING = 5_000_000;

  /** How many steps at a time before others get the processor. */
  private static final int STRETCH = 10_000;

  /** Steps of patterns times characters: some seconds at the very worst. */
  private static final long MAX_MATCHING = 500_000_000L;

  private static final ThreadLocal<BoundedEvaluation> CURRENT = new ThreadLocal<>();

  private final LongComparisons places;
  private final UUID owner;
  private int steps;
  private int pauseAt = SHORT_STEPS;
  private long matching;
  private boolean hasPlace;

  private BoundedEvaluation(ExecutionConfig config, LongComparisons places, UUID owner) {
    super(config);
    this.places = places;
    this.owner = owner;
  }

  /**
   * @param owner of the schema
   */
  static List<Error> of(Schema schema, JsonNode value, LongComparisons places, UUID owner) {
    BoundedEvaluation evaluation =
        new BoundedEvaluation(schema.createExecutionContext().getExecutionConfig(), places, owner);
    CURRENT.set(evaluation);
    try {
      schema.validate(evaluation, value);
    } finally {
      CURRENT.remove();
      if (evaluation.hasPlace) {
        places.leave(owner);
      }
    }
    return evaluation.getErrors();
  }

  /** The work of a pattern in the validation under way. */
  static void spend(long work) {
    BoundedEvaluation evaluation = CURRENT.get();
    if (evaluation != null) {
      evaluation.matching += work;
      if (evaluation.matching > MAX_MATCHING) {
        throw new ExceededException();
      }
      if (evaluation.matching > SHORT_MATCHING) {
        evaluation.goOn();
      }
    }
  }

  /** It is a long one; virtual threads are not interrupted by others, so it pauses by itself. */
  private void goOn() {
    if (!hasPlace) {
      places.enter(owner);
      hasPlace = true;
    }
    Thread.yield();
  }

  /** As many as an answer names; a value of millions of mistakes would fill the memory. */
  @Override
  public void addError(Error error) {
    if (getErrors().size() < MAX_ERRORS) {
      super.addError(error);
    }
  }

  @Override
  public void evaluationPathAddLast(String keyword) {
    count();
    super.evaluationPathAddLast(keyword);
  }

  @Override
  public void evaluationPathAddLast(int index) {
    count();
    super.evaluationPathAddLast(index);
  }

  private void count() {
    if (++steps < pauseAt) {
      return;
    }
    if (steps > MAX_STEPS) {
      throw new ExceededException();
    }
    goOn();
    pauseAt = steps + STRETCH;
  }

  /** The value was not compared to the end. */
  static final class ExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ExceededException() {
      super("too many steps", null, false, false);
    }
  }
}
