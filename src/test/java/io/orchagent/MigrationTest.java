package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Migrations are named by time and feature, all applied, and never leave a table out of sight. */
@Tag("gate")
@QuarkusTest
class MigrationTest {
  @Inject Flyway flyway;
  @Inject EntityManager database;

  @Test
  void names_say_when_who_and_what() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
      assertThat(files.map(f -> f.getFileName().toString()).toList())
          .isNotEmpty()
          .allMatch(name -> name.matches("V\\d{8}_\\d{4}__[a-z0-9_]+\\.sql"));
    }
  }

  @Test
  void all_are_applied_and_unchanged() {
    assertThat(flyway.info().pending()).isEmpty();
    assertThat(flyway.validateWithResult().invalidMigrations).isEmpty();
    assertThat(flyway.info().applied())
        .extracting(MigrationInfo::getVersion)
        .doesNotHaveDuplicates();
  }

  @Test
  void foreign_keys_have_an_index() {
    List<?> bare =
        database
            .createNativeQuery(
                """
                select c.conrelid::regclass || ' ' || a.attname
                from pg_constraint c
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
                where c.contype = 'f' and c.confdeltype = 'c'
                  and not exists (
                    select 1 from pg_index i
                    where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])
                """)
            .getResultList();
    assertThat(bare).as("a cascading delete would scan these").isEmpty();
  }

  @Test
  void runs_have_partitions_for_this_month_and_the_next_two() {
    Object count =
        database
            .createNativeQuery(
                """
                select count(*) from pg_inherits
                where inhparent = 'run'::regclass
                """)
            .getSingleResult();
    assertThat(((Number) count).intValue()).isGreaterThanOrEqualTo(3);
  }
}
