package io.orchagent.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.PatchField;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.secrets.SecretApi;
import io.orchagent.secrets.Secrets;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeyRotationTest {
  private static final int NAMES = 12;

  /** That of TestSettings. */
  private static final String NEXT_OF_TESTS = "dGhlLW5leHQta2V5LW9mLXRlc3RzLWFuZC1uby1vdGg=";

  @Inject KeyRotation rotation;
  @Inject EnvelopeEncryption encryption;
  @Inject MasterKeys masters;
  @Inject Sql sql;
  @Inject Secrets secrets;
  @Inject ChangeLog changes;
  @Inject CryptoConfig config;

  private TestWorkspace owner;
  private UUID workspace;
  private UUID person;

  @BeforeEach
  void workspace() {
    owner = TestWorkspace.create();
    workspace = UUID.fromString(owner.workspaceId);
    person = UUID.fromString(owner.userId);
  }

  private static String name(int number) {
    return "NAME_" + number;
  }

  private void put(int number, String value) {
    secrets.put(
        workspace,
        person,
        new SecretApi.Put(name(number), value, PatchField.absent(), PatchField.absent()));
  }

  private String read(int number) {
    return secrets
        .find(
            workspace,
            new Secrets.Recipient(workspace, owner.slug, "agent"),
            List.of(name(number)),
            List.of())
        .open()
        .get(name(number));
  }

  /** Another server: nothing of it but the database is shared. */
  private EnvelopeEncryption replica() {
    return new EnvelopeEncryption(new DataKeys(sql, masters));
  }

  private String readBy(EnvelopeEncryption replica, int number) {
    byte[] sealed =
        sql.first(
                "select sealed_value from secret where workspace_id = ? and name = ?",
                row -> row.bytes("sealed_value"),
                workspace,
                name(number))
            .orElseThrow();
    byte[] bound = ("secret\0" + name(number)).getBytes(UTF_8);
    return new String(replica.open(workspace.toString(), sealed, bound), UTF_8);
  }

  private long rowsUnderOldKeys() {
    return sql.first(
            """
            select count(*) as many from secret s where s.workspace_id = ?
              and substring(s.sealed_value from 2 for 16) <> uuid_send(
                (select id from data_key where scope = ? order by version desc limit 1))
            """,
            row -> row.number("many"),
            workspace,
            workspace.toString())
        .orElseThrow();
  }

  @Test
  void readers_and_writers_on_many_servers_go_on_while_all_keys_change() throws Exception {
    for (int i = 0; i < NAMES; i++) {
      put(i, "value of " + name(i) + " #0");
    }
    AtomicBoolean over = new AtomicBoolean();
    int rotations = 6;
    List<Future<Integer>> work = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (int t = 0; t < 3; t++) {
        EnvelopeEncryption replica = replica();
        work.add(
            threads.submit(
                () ->
                    untilOver(
                        over,
                        n ->
                            assertThat(readBy(replica, n % NAMES))
                                .startsWith("value of " + name(n % NAMES) + " #"))));
      }
      work.add(
          threads.submit(
              () ->
                  untilOver(
                      over,
                      n ->
                          assertThat(read(n % NAMES))
                              .startsWith("value of " + name(n % NAMES) + " #"))));
      for (int t = 0; t < 2; t++) {
        int first = t * (NAMES / 2);
        work.add(
            threads.submit(
                () ->
                    untilOver(
                        over,
                        n -> {
                          int number = first + n % (NAMES / 2);
                          String value = "value of " + name(number) + " #" + n;
                          put(number, value);
                          // Nobody else writes this one: what was acknowledged is there
                          assertThat(read(number)).isEqualTo(value);
                        })));
      }
      int version = 0;
      for (int i = 0; i < rotations; i++) {
        version = rotation.rotateDataKey(workspace).version();
        assertThat(rowsUnderOldKeys()).isZero();
        if (i == rotations / 2) {
          rotation.rotateMasterKey();
        }
      }
      over.set(true);
      assertThat(version).isEqualTo(rotations + 1);
      int done = 0;
      for (Future<Integer> one : work) {
        assertThat(one.get()).isPositive();
        done += one.get();
      }
      System.out.println("KeyRotationTest: " + done + " reads and writes during the rotations");
    }
    assertThat(rowsUnderOldKeys()).isZero();
    assertThat(rotation.state().dataKeys())
        .extracting(KeyRotation.Under::masterKeyId)
        .containsExactly(masters.next().orElseThrow().id());
  }

  private interface Step {
    void run(int number) throws Exception;
  }

  private static int untilOver(AtomicBoolean over, Step step) throws Exception {
    int done = 0;
    do {
      step.run(done++);
    } while (!over.get());
    return done;
  }

  @Test
  void one_that_dies_in_the_middle_is_finished_by_the_next() {
    MasterKey next = masters.next().orElseThrow();
    List<String> scopes = new ArrayList<>();
    List<byte[]> sealed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String scope = "test-" + TestWorkspace.unique();
      scopes.add(scope);
      sealed.add(encryption.seal(scope, ("plain " + i).getBytes(UTF_8), new byte[0]));
    }
    // As before a rotation, whatever ran earlier
    QuarkusTransaction.requiringNew().run(() -> rotation.decide(masters.own()));
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              while (rotation.moveSome(masters.own(), 100) > 0) {}
            });
    // Decided, two moved, and the third batch is undone by the end of the server
    QuarkusTransaction.requiringNew().run(() -> rotation.decide(next));
    QuarkusTransaction.requiringNew().run(() -> rotation.moveSome(next, 2));
    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          rotation.moveSome(next, 2);
                          throw new IllegalStateException("killed");
                        }))
        .hasMessageContaining("killed");
    assertThat(rotation.state().dataKeys()).hasSize(2);
    opens(scopes, sealed, replica());
    // What is made meanwhile lies under the new one
    String later = "test-" + TestWorkspace.unique();
    replica().prepare(later);
    assertThat(
            sql.first(
                "select master_key_id from data_key where scope = ?",
                row -> row.text("master_key_id"),
                later))
        .contains(next.id());

    rotation.rotateMasterKey();
    assertThat(rotation.state().dataKeys())
        .extracting(KeyRotation.Under::masterKeyId)
        .containsExactly(next.id());
    opens(scopes, sealed, replica());
    assertThat(rotation.rotateMasterKey().dataKeys()).isZero();
  }

  private static void opens(List<String> scopes, List<byte[]> sealed, EnvelopeEncryption by) {
    for (int i = 0; i < scopes.size(); i++) {
      assertThat(by.open(scopes.get(i), sealed.get(i), new byte[0]))
          .isEqualTo(("plain " + i).getBytes(UTF_8));
    }
  }

  @Test
  void nobody_is_cut_off_by_a_rotation() {
    UUID other = UUID.randomUUID();
    sql.update(
        "insert into key_holder (server_id, host, master_key_ids) values (?, ?, array[?])",
        other,
        "host-of-old",
        masters.own().id());
    try {
      assertThatThrownBy(() -> rotation.rotateMasterKey())
          .isInstanceOfSatisfying(
              ApiException.class,
              e -> {
                assertThat(e.code()).isEqualTo("CONFLICT");
                assertThat(e.publicMessage())
                    .isEqualTo(
                        "Not all servers hold the next master key yet; restart these with"
                            + " ORCHAGENT_CRYPTO_NEXT_MASTER_KEY, then call again: host-of-old.");
              });
      sql.update(
          "update key_holder set seen_at = clock_timestamp() - interval '61 seconds'"
              + " where server_id = ?",
          other);
      assertThat(rotation.rotateMasterKey().masterKeyId())
          .isEqualTo(masters.next().orElseThrow().id());
    } finally {
      sql.update("delete from key_holder where server_id = ?", other);
    }
  }

  @Test
  void the_next_key_takes_the_first_ones_place_when_all_is_moved() {
    put(0, "moved");
    rotation.rotateMasterKey();
    EnvelopeEncryption onlyNext =
        new EnvelopeEncryption(new DataKeys(sql, MasterKeyTest.keys(NEXT_OF_TESTS)));
    assertThat(readBy(onlyNext, 0)).isEqualTo("moved");
    MasterKeys third = MasterKeyTest.keys("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    EnvelopeEncryption wrong = new EnvelopeEncryption(new DataKeys(sql, third));
    assertThatThrownBy(() -> readBy(wrong, 0))
        .isInstanceOf(CryptoException.class)
        .hasMessageContaining(third.own().id());
  }

  /** Another server with the first key alone, which starts. */
  private final class Starting implements AutoCloseable {
    final MasterKeys held = MasterKeyTest.keys(config.masterKey().orElseThrow());
    final DataKeys dataKeys = new DataKeys(sql, held);
    final KeyHolders holders = new KeyHolders(sql, held);
    final CryptoStart start =
        new CryptoStart(
            new EnvelopeEncryption(dataKeys),
            new KeyRotation(dataKeys, held, holders, sql, List.of(), changes),
            holders);

    @Override
    public void close() {
      holders.leave();
    }
  }

  private void backToTheFirstKey() {
    QuarkusTransaction.requiringNew().run(() -> rotation.decide(masters.own()));
    while (QuarkusTransaction.requiringNew().call(() -> rotation.moveSome(masters.own(), 100))
        > 0) {}
  }

  private void awaitWaiters(int many) {
    await()
        .until(
            () ->
                sql.first(
                        "select count(*) as n from pg_locks where locktype = 'advisory'"
                            + " and objid = (hashtext('master_key')::bigint & 4294967295)::oid"
                            + " and not granted",
                        row -> row.number("n"))
                    .orElseThrow(),
            waiting -> waiting == many);
  }

  @Test
  void a_server_that_starts_after_a_rotation_looked_waits_for_it_and_is_refused() throws Exception {
    backToTheFirstKey();
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        Starting server = new Starting()) {
      List<Future<?>> starting = new ArrayList<>();
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                rotation.decide(masters.next().orElseThrow());
                starting.add(threads.submit(() -> server.start.onStart(new StartupEvent())));
                awaitWaiters(1);
              });
      assertThatThrownBy(() -> starting.getFirst().get())
          .cause()
          .isInstanceOf(CryptoException.class)
          .hasMessageContaining("expected " + masters.next().orElseThrow().id());
      assertThat(server.holders.living())
          .extracting(KeyHolders.Holder::masterKeyIds)
          .doesNotContain(List.of(masters.own().id()));
    } finally {
      rotation.rotateMasterKey();
    }
  }

  @Test
  void a_rotation_sees_a_server_that_said_what_it_holds_before_anything_was_decided()
      throws Exception {
    backToTheFirstKey();
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        Starting server = new Starting()) {
      List<Future<?>> rotating = new ArrayList<>();
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                // As whoever is making a data key
                sql.first(
                    "select pg_advisory_xact_lock_shared(hashtext('master_key'))", row -> true);
                rotating.add(threads.submit(() -> rotation.rotateMasterKey()));
                awaitWaiters(1);
                QuarkusTransaction.requiringNew().run(server.holders::announce);
              });
      assertThatThrownBy(() -> rotating.getFirst().get())
          .cause()
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.code()).isEqualTo("CONFLICT"));
      server.start.onStart(new StartupEvent());
      assertThat(rotation.state().currentMasterKeyId()).isEqualTo(masters.own().id());
    } finally {
      rotation.rotateMasterKey();
    }
  }
}
