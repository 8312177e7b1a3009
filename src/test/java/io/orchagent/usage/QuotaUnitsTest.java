package io.orchagent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.calls.CallAdmission.Admitted;
import io.orchagent.calls.CallAdmission.Candidate;
import io.orchagent.calls.CallAdmission.Refused;
import io.orchagent.calls.CallAdmission.Take;
import io.orchagent.calls.CallAdmission.Unready;
import io.orchagent.calls.CallAdmission.Verdict;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Units of several workspaces at one time; their plan has 40 calls a day. */
@QuarkusTest
class QuotaUnitsTest {
  private static final String PLAN = "tight";

  @Inject Quota quota;
  @Inject QuotaQueries queries;
  @Inject RedisHealth health;
  @Inject Sql sql;

  private List<UUID> workspaces;

  @BeforeEach
  void fresh() {
    workspaces =
        IntStream.range(0, 3)
            .mapToObj(i -> UUID.fromString(TestWorkspace.create().workspaceId))
            .toList();
  }

  private List<Candidate> calls(int each) {
    Instant now = queries.now();
    List<Candidate> calls = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      for (UUID workspace : workspaces) {
        calls.add(
            new Candidate(
                Ids.newId(),
                workspace,
                PLAN,
                "org/agent",
                true,
                null,
                Take.UNIT,
                now,
                now.plusSeconds(60),
                true));
      }
    }
    return calls;
  }

  private List<Verdict> reserved(List<Candidate> calls) {
    return QuarkusTransaction.requiringNew().call(() -> quota.reserveAll(calls));
  }

  /** As whoever fires does: until nothing is to be prepared any more. */
  private List<Verdict> ready(List<Candidate> calls) {
    for (int attempt = 0; attempt < 5; attempt++) {
      List<Verdict> verdicts = reserved(calls);
      Set<Runnable> preparations = new HashSet<>();
      verdicts.stream()
          .filter(Unready.class::isInstance)
          .forEach(verdict -> preparations.add(((Unready) verdict).preparation()));
      if (preparations.isEmpty()) {
        return verdicts;
      }
      undo(verdicts);
      preparations.forEach(Runnable::run);
    }
    throw new AssertionError("never ready");
  }

  private static void undo(List<Verdict> verdicts) {
    verdicts.stream()
        .filter(Admitted.class::isInstance)
        .forEach(verdict -> ((Admitted) verdict).undo().run());
  }

  private static long count(Collection<Verdict> verdicts, Class<? extends Verdict> kind) {
    return verdicts.stream().filter(kind::isInstance).count();
  }

  private boolean holds(Verdict verdict) {
    var guard = ((Admitted) verdict).guard();
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                sql.first(
                        "select from (select clock_timestamp() as now) moment where "
                            + guard.condition(),
                        row -> true,
                        guard.values().toArray())
                    .isPresent());
  }

  private List<Long> remaining() {
    return workspaces.stream()
        .map(each -> quota.view(each, PLAN).map(QuotaView.Quota::remaining).orElseThrow())
        .toList();
  }

  @Test
  void each_takes_its_unit_and_gives_it_back() {
    List<Verdict> again = ready(calls(2));
    assertThat(again).hasOnlyElementsOfType(Admitted.class).allMatch(this::holds);
    assertThat(remaining()).containsExactly(38L, 38L, 38L);
    undo(again);
    assertThat(remaining()).containsExactly(40L, 40L, 40L);
  }

  @Test
  void the_first_get_what_is_left_and_the_others_are_refused() {
    List<Candidate> calls = calls(45);
    List<Verdict> verdicts = ready(calls);
    assertThat(verdicts.subList(0, 120)).hasOnlyElementsOfType(Admitted.class);
    assertThat(verdicts.subList(120, 135)).hasOnlyElementsOfType(Refused.class);
    assertThat(remaining()).containsExactly(0L, 0L, 0L);
  }

  @Test
  void several_at_once_get_exactly_what_there_is() {
    ready(calls(1));
    List<Verdict> all =
        Together.run(4, i -> ready(calls(15))).stream().flatMap(List::stream).toList();
    assertThat(count(all, Admitted.class)).isEqualTo(3 * 39);
    assertThat(count(all, Refused.class)).isEqualTo(3 * 21);
  }

  @Test
  void a_count_that_is_made_anew_in_between_gets_no_rows() {
    ready(calls(1));
    List<Verdict> verdicts = ready(calls(2));
    QuarkusTransaction.requiringNew().run(() -> queries.nextEpoch(workspaces.get(1)));
    assertThat(verdicts).noneMatch(this::holds);
    undo(verdicts);
    ((Admitted) verdicts.getFirst()).guard().otherwise().run();
    // The units of the first call, which has no rows, are lost where nobody counted anew
    assertThat(ready(calls(39))).hasOnlyElementsOfType(Admitted.class);
    assertThat(remaining()).containsExactly(0L, 1L, 0L);
  }

  @Test
  void without_redis_the_rows_decide_for_all_of_them() {
    health.failed(new IllegalStateException("away, says the test"));
    try {
      List<Verdict> verdicts = ready(calls(41));
      assertThat(count(verdicts, Admitted.class)).isEqualTo(120);
      assertThat(count(verdicts, Refused.class)).isEqualTo(3);
    } finally {
      health.answered();
    }
  }
}
