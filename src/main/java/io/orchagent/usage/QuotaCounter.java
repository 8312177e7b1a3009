package io.orchagent.usage;

import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Ended;
import io.orchagent.platform.redis.RedisLink;
import io.orchagent.platform.redis.RedisLink.Given;
import io.orchagent.platform.redis.RedisScript;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The counts in Redis: for each workspace and UTC day a hash of the count and of what it was made
 * under, and for each workspace a set of leases, ordered by deadline. Every step is one script.
 */
@Singleton
class QuotaCounter {
  private static final Duration KEPT = Duration.ofHours(2);

  /**
   * A count is known only to the Redis process that it was made in: one that came up again from an
   * older snapshot, or a replica that took over, has another id, and what it remembers is made
   * anew.
   */
  private static final String KNOWN =
      """
      local function server()
        local info = redis.pcall('INFO', 'server')
        return type(info) == 'string' and string.match(info, 'run_id:(%x+)') or ''
      end
      local function known(epoch)
        local count = redis.call('HMGET', KEYS[1], 'n', 'epoch', 'server')
        if count[1] and count[2] == epoch and count[3] == server() then
          return tonumber(count[1])
        end
        return nil
      end
      """;

  /** Asked again for the same run, because the answer was lost, it takes nothing more. */
  private static final RedisScript RESERVE =
      RedisScript.of(
          KNOWN
              + """
            local limit, concurrent = tonumber(ARGV[1]), tonumber(ARGV[2])
            local now, deadline, run = ARGV[3], ARGV[4], ARGV[5]
            local unit, lease = ARGV[6] ~= 'LEASE', ARGV[6] ~= 'UNIT'
            local epoch = redis.call('HGET', KEYS[1], 'epoch') or ''
            local n = known(epoch)
            if not n then return {'missing', 0, '0'} end
            if lease and redis.call('ZSCORE', KEYS[2], run) then return {'admitted', n, epoch} end
            if unit and limit >= 0 and n >= limit then return {'exhausted', n, epoch} end
            if lease then
              redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
              if concurrent >= 0 and redis.call('ZCARD', KEYS[2]) >= concurrent then
                return {'busy', n, epoch}
              end
              redis.call('ZADD', KEYS[2], deadline, run)
              redis.call('PEXPIRE', KEYS[2], 86400000)
            end
            if unit then n = redis.call('HINCRBY', KEYS[1], 'n', 1) end
            return {'admitted', n, epoch}
            """);

  /** As many units as there are; the calls wait in a queue and have no leases yet. */
  private static final RedisScript RESERVE_UNITS =
      RedisScript.of(
          KNOWN
              + """
            local limit, wanted = tonumber(ARGV[1]), tonumber(ARGV[2])
            local epoch = redis.call('HGET', KEYS[1], 'epoch') or ''
            local n = known(epoch)
            if not n then return {-1, 0, '0'} end
            local granted = wanted
            if limit >= 0 then granted = math.max(0, math.min(wanted, limit - n)) end
            if granted > 0 then n = redis.call('HINCRBY', KEYS[1], 'n', granted) end
            return {granted, n, epoch}
            """);

  /** What the step took, unless it was counted anew since: that count saw no row of it. */
  private static final RedisScript UNDO =
      RedisScript.of(
          """
      local held = ARGV[2] == 'UNIT' or redis.call('ZREM', KEYS[2], ARGV[1]) == 1
      local same = redis.call('HGET', KEYS[1], 'epoch') == ARGV[3]
      if ARGV[2] ~= 'LEASE' and held and same then
        redis.call('HINCRBY', KEYS[1], 'n', -1)
      end
      return 1
      """);

  /** Units are given back only with the lease: after a rebuild neither is there. */
  private static final RedisScript RELEASE =
      RedisScript.of(
          """
      if redis.call('ZREM', KEYS[2], ARGV[1]) == 1 and redis.call('EXISTS', KEYS[1]) == 1 then
        redis.call('HINCRBY', KEYS[1], 'n', -1)
      end
      return 1
      """);

  private static final RedisScript IS_KNOWN =
      RedisScript.of(KNOWN + "local n = known(ARGV[1])\nif n then return n end\nreturn -1\n");

  private static final RedisScript REBUILD =
      RedisScript.of(
          KNOWN
              + """
            redis.call('DEL', KEYS[1], KEYS[2])
            redis.call('HSET', KEYS[1], 'n', ARGV[2], 'epoch', ARGV[1], 'server', server())
            redis.call('PEXPIREAT', KEYS[1], ARGV[3])
            for i = 4, #ARGV, 2 do redis.call('ZADD', KEYS[2], ARGV[i], ARGV[i + 1]) end
            if #ARGV > 3 then redis.call('PEXPIRE', KEYS[2], 86400000) end
            return 1
            """);

  private final RedisLink redis;

  QuotaCounter(RedisLink redis) {
    this.redis = redis;
  }

  /** What the step said. */
  enum Step {
    ADMITTED,
    EXHAUSTED,
    BUSY,
    /** There is no count to go by. */
    MISSING
  }

  /** The step's answer and the count after it. */
  record Reply(Step step, long count, long epoch) {}

  private static String day(UUID workspace, QuotaDay day) {
    return "quota:{" + workspace + "}:" + day.date();
  }

  private static String leases(UUID workspace) {
    return "leases:{" + workspace + "}";
  }

  private Response run(RedisScript script, UUID workspace, QuotaDay day, List<String> arguments) {
    return Objects.requireNonNull(
        redis.ask(script, keys(workspace, day), arguments), "scripts answer");
  }

  private static List<String> keys(UUID workspace, QuotaDay day) {
    return List.of(day(workspace, day), leases(workspace));
  }

  /** One atomic step: unit and lease, or neither. */
  Reply reserve(Candidate call, QuotaDay day, OptionalLong limit, OptionalLong leases) {
    Response reply =
        run(
            RESERVE,
            call.workspaceId(),
            day,
            List.of(
                Long.toString(limit.orElse(-1)),
                Long.toString(leases.orElse(-1)),
                Long.toString(call.now().toEpochMilli()),
                Long.toString(call.deadline().toEpochMilli()),
                call.runId().toString(),
                call.take().name()));
    Step step =
        switch (reply.get(0).toString()) {
          case "admitted" -> Step.ADMITTED;
          case "exhausted" -> Step.EXHAUSTED;
          case "busy" -> Step.BUSY;
          default -> Step.MISSING;
        };
    return new Reply(step, reply.get(1).toLong(), reply.get(2).toLong());
  }

  /**
   * How many units queued calls of a workspace want.
   *
   * @param limit the plan's of a day; empty for none
   */
  record Wish(UUID workspace, OptionalLong limit, int wanted) {}

  /**
   * What they get.
   *
   * @param granted below 0 when there is no count to go by
   * @param count after it
   */
  record Units(int granted, long count, long epoch) {}

  /** A step for each workspace, in one round trip; the answers in their order. */
  List<Units> reserveUnits(QuotaDay day, List<Wish> wishes) {
    List<Given> steps =
        wishes.stream()
            .map(
                wish ->
                    new Given(
                        keys(wish.workspace(), day),
                        List.of(
                            Long.toString(wish.limit().orElse(-1)),
                            Integer.toString(wish.wanted()))))
            .toList();
    return redis.askAll(RESERVE_UNITS, steps).stream()
        .map(answer -> Objects.requireNonNull(answer, "scripts answer"))
        .map(
            reply ->
                new Units(reply.get(0).toInteger(), reply.get(1).toLong(), reply.get(2).toLong()))
        .toList();
  }

  /** The step was taken back. */
  void undo(Candidate call, long epoch) {
    run(
        UNDO,
        call.workspaceId(),
        QuotaDay.of(call.now()),
        List.of(call.runId().toString(), call.take().name(), Long.toString(epoch)));
  }

  /** There is no count to go by any more. */
  void forget(UUID workspace, QuotaDay day) {
    redis.ask(Request.cmd(Command.DEL).arg(day(workspace, day)));
  }

  /** The unit and the lease of a run that never was. */
  void release(Ended run) {
    run(RELEASE, run.workspaceId(), QuotaDay.of(run.acceptedAt()), List.of(run.runId().toString()));
  }

  /** The lease of a run that ended; under way when it returns. */
  CompletableFuture<?> giveBackLease(Ended run) {
    return redis.send(
        Request.cmd(Command.ZREM).arg(leases(run.workspaceId())).arg(run.runId().toString()));
  }

  /** The same of some, waited for. */
  void giveBackLeases(UUID workspace, List<UUID> runs) {
    Request command = Request.cmd(Command.ZREM).arg(leases(workspace));
    runs.forEach(run -> command.arg(run.toString()));
    redis.ask(command);
  }

  /** Waits for what is under way. */
  void await(CompletableFuture<?> question) {
    redis.await(question);
  }

  /** The count for showing; empty when there is none. */
  OptionalLong look(UUID workspace, QuotaDay day) {
    Response count = redis.ask(lookRequest(workspace, day));
    return count == null ? OptionalLong.empty() : OptionalLong.of(count.toLong());
  }

  /** The same question for somebody else's round trip. */
  Request lookRequest(UUID workspace, QuotaDay day) {
    return Request.cmd(Command.HGET).arg(day(workspace, day)).arg("n");
  }

  /** The count, when it is one to go by. */
  OptionalLong known(UUID workspace, QuotaDay day, long epoch) {
    long count = run(IS_KNOWN, workspace, day, List.of(Long.toString(epoch))).toLong();
    return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
  }

  /** Which of these counts are to go by, by their epochs. */
  Set<UUID> known(QuotaDay day, Map<UUID, Long> epochs) {
    List<UUID> workspaces = List.copyOf(epochs.keySet());
    List<@Nullable Response> answers =
        redis.askAll(
            IS_KNOWN,
            workspaces.stream()
                .map(each -> new Given(keys(each, day), List.of(Long.toString(epochs.get(each)))))
                .toList());
    Set<UUID> known = new HashSet<>();
    for (int i = 0; i < answers.size(); i++) {
      Response count = answers.get(i);
      if (count != null && count.toLong() >= 0) {
        known.add(workspaces.get(i));
      }
    }
    return known;
  }

  /**
   * A count that was made anew.
   *
   * @param leases the deadlines of the runs that go on
   */
  record Recount(UUID workspace, long epoch, long count, Map<UUID, Instant> leases) {}

  /** Sets counts and leases; the caller holds the locks of the workspaces. */
  void rebuild(QuotaDay day, List<Recount> counts) {
    redis.askAll(
        REBUILD,
        counts.stream()
            .map(each -> new Given(keys(each.workspace(), day), arguments(each, day)))
            .toList());
  }

  private static List<String> arguments(Recount made, QuotaDay day) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(made.epoch()));
    arguments.add(Long.toString(made.count()));
    arguments.add(Long.toString(day.end().plus(KEPT).toEpochMilli()));
    made.leases()
        .forEach(
            (run, deadline) -> {
              arguments.add(Long.toString(deadline.toEpochMilli()));
              arguments.add(run.toString());
            });
    return arguments;
  }
}
