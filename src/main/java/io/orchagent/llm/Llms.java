package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.llm.LlmException.Kind;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks language models. */
@ApplicationScoped
public class Llms {
  private static final Logger LOG = Logger.getLogger(Llms.class);

  /** What may stand in a header. */
  private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]+");

  private final Map<LlmProvider, Dialect> dialects = new EnumMap<>(LlmProvider.class);
  private final LlmTransport transport;
  private final LlmPrices prices;
  private final LlmConfig config;
  private final LlmSpans told;
  private final Clock clock;

  Llms(
      @All List<Dialect> dialects,
      LlmTransport transport,
      LlmPrices prices,
      LlmConfig config,
      LlmSpans told,
      Clock clock) {
    dialects.forEach(dialect -> this.dialects.put(dialect.provider(), dialect));
    this.transport = transport;
    this.prices = prices;
    this.config = config;
    this.told = told;
    this.clock = clock;
  }

  /** A wrong address or price is told at the start, not by the first call. */
  void open(@Observes StartupEvent event) {}

  /** The model where nobody names one. */
  public String defaultModel(LlmProvider provider) {
    return dialect(provider).defaultModel();
  }

  /** The longest pause that is waited for when another provider could be asked instead. */
  public Duration patience() {
    return config.patience();
  }

  /**
   * Asks one model, and again where the provider is out of order for a moment.
   *
   * @throws LlmException when there is no answer; never with the key in its message
   */
  public ChatAnswer chat(ChatRequest request) throws LlmException, InterruptedException {
    if (request.key() != null && !SENDABLE.matcher(request.key()).matches()) {
      throw new LlmException(
          Kind.KEY_REFUSED,
          "The key for "
              + request.provider().wire()
              + " has characters that can't be sent, such as a line break.");
    }
    Dialect dialect = dialect(request.provider());
    Dialect.Written written = dialect.write(request);
    byte[] body = WireJson.bytes(written.body());
    for (int attempt = 1; ; attempt++) {
      try {
        return measured(request, dialect, written, body);
      } catch (LlmException e) {
        Duration pause = e.retryAfter().orElse(pauseBefore(attempt));
        if (!again(e, request, attempt, pause)) {
          throw e;
        }
        LOG.debugf("%s: attempt %d: %s", request, attempt, e.kind());
        request.retries().failed(e, attempt, pause);
        pause(pause, request);
        request.retries().again(attempt + 1);
      }
    }
  }

  private Dialect dialect(LlmProvider provider) {
    Dialect dialect = dialects.get(provider);
    if (dialect == null) {
      throw new IllegalStateException("no dialect of " + provider);
    }
    return dialect;
  }

  private Duration pauseBefore(int attempt) {
    return config.firstPause().multipliedBy(1L << Math.min(attempt - 1, 10));
  }

  private boolean again(LlmException e, ChatRequest request, int attempt, Duration pause) {
    boolean passing = e.kind() == Kind.DOWN || e.kind() == Kind.RATE_LIMITED;
    return passing
        && attempt < config.attempts()
        && pause.compareTo(request.patience()) <= 0
        && clock.instant().plus(pause).isBefore(request.deadline());
  }

  private static void pause(Duration pause, ChatRequest request)
      throws LlmException, InterruptedException {
    try {
      request.stop().get(pause.toNanos(), TimeUnit.NANOSECONDS);
      throw stopped();
    } catch (TimeoutException e) {
      // Nobody stopped it meanwhile
    } catch (ExecutionException e) {
      throw stopped();
    }
  }

  private ChatAnswer measured(
      ChatRequest request, Dialect dialect, Dialect.Written written, byte[] body)
      throws LlmException, InterruptedException {
    long began = System.nanoTime();
    try {
      ChatAnswer answer = once(request, dialect, written, body);
      told.answered(request, answer.usage(), began);
      return answer;
    } catch (LlmException e) {
      told.failed(request, e.kind(), began);
      throw e;
    }
  }

  private ChatAnswer once(
      ChatRequest request, Dialect dialect, Dialect.Written written, byte[] body)
      throws LlmException, InterruptedException {
    Instant now = clock.instant();
    ProviderFailures failures = new ProviderFailures(request, now);
    Duration left = Duration.between(now, request.deadline());
    if (!left.isPositive()) {
      throw failures.timedOut();
    }
    AnswerPieces pieces = pieces(request, dialect, failures);
    try {
      LlmTransport.Reply reply =
          pieces == null
              ? transport.post(written.address(), written.headers(), body, left, request.stop())
              : transport.stream(
                  written.address(), written.headers(), body, left, request.stop(), pieces);
      if (reply == null) {
        throw stopped();
      }
      if (reply.status() / 100 != 2) {
        // A wait until a date counts from now, not from when the question was sent
        throw new ProviderFailures(request, clock.instant()).answered(reply);
      }
      ChatAnswer answer = answer(request, dialect, tree(reply, pieces, failures), failures);
      tell(request, pieces, answer);
      return answer;
    } catch (TimeoutException e) {
      throw failures.timedOut();
    } catch (LlmTransport.TooLargeException e) {
      throw failures.tooLarge();
    } catch (LlmTransport.BrokenOffException e) {
      throw pieces == null || pieces.hasBegun() ? failures.brokenOff() : failures.unreachable(e);
    } catch (IOException e) {
      throw failures.unreachable(e);
    }
  }

  private @Nullable AnswerPieces pieces(
      ChatRequest request, Dialect dialect, ProviderFailures failures) {
    Consumer<String> deltas = request.deltas();
    return deltas == null
        ? null
        : new AnswerPieces(
            dialect.streamed(),
            dialect.framing(),
            failures,
            deltas,
            config.answerSize().asLongValue());
  }

  /** What came at once, though it was asked for as a stream, or in place of an answer. */
  private static void tell(ChatRequest request, @Nullable AnswerPieces pieces, ChatAnswer answer) {
    Consumer<String> deltas = request.deltas();
    if (deltas != null && pieces != null && !pieces.isTold() && !answer.text().isEmpty()) {
      deltas.accept(answer.text());
    }
  }

  private static JsonNode tree(
      LlmTransport.Reply reply, @Nullable AnswerPieces pieces, ProviderFailures failures)
      throws LlmException {
    return pieces != null && reply.streamed()
        ? pieces.whole()
        : WireJson.read(reply.body()).orElseThrow(() -> failures.garbage("no JSON"));
  }

  private ChatAnswer answer(
      ChatRequest request, Dialect dialect, JsonNode tree, ProviderFailures failures)
      throws LlmException {
    try {
      Dialect.Read read = dialect.read(tree);
      LlmUsage usage = read.usage();
      return new ChatAnswer(
          read.text(),
          read.calls(),
          read.finish(),
          usage == null
              ? null
              : usage.priced(prices.cost(request.provider(), request.model(), usage)));
    } catch (Dialect.UnreadableException e) {
      throw failures.garbage("JSON " + e.getMessage());
    }
  }

  private static LlmException stopped() {
    return new LlmException(Kind.STOPPED, "The request was stopped.");
  }
}
