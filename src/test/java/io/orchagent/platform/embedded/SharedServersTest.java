package io.orchagent.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SharedServersTest {
  @Inject DataSource database;
  @Inject RedisDataSource redis;

  @Test
  void the_tests_talk_to_a_real_postgresql_17_as_an_ordinary_role() throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT current_setting('server_version_num')::int / 10000, rolsuper,"
                    + " current_setting('TimeZone') FROM pg_roles WHERE rolname = current_user")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(17);
      assertThat(rows.getBoolean(2)).isFalse();
    }
  }

  @Test
  void the_tests_talk_to_a_real_redis() {
    var strings = redis.value(String.class);
    strings.set("shared-servers-test", "here");
    assertThat(strings.getdel("shared-servers-test")).isEqualTo("here");
  }
}
