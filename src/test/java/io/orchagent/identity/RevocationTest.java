package io.orchagent.identity;

import static io.orchagent.testing.TestWorkspace.as;

import io.orchagent.testing.TestWorkspace;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Redis forgets, PostgreSQL knows. */
@QuarkusTest
class RevocationTest {
  @Inject RedisDataSource redis;

  @Test
  void a_flushed_redis_revives_nothing() {
    TestWorkspace mine = TestWorkspace.create();
    JsonPath key = mine.newKey(Map.of("name", "gone"));
    String secret = key.getString("data.key");
    as(secret).get("/users/me").then().statusCode(200);
    mine.asSession().delete("/api-keys/" + key.getString("data.id")).then().statusCode(200);
    mine.asSession().post("/auth/logout").then().statusCode(200);

    redis.flushall();

    as(secret).get("/users/me").then().statusCode(401);
    as(mine.accessToken).get("/users/me").then().statusCode(401);
    as(secret).get("/users/me").then().statusCode(401);
    mine.asOwner().get("/users/me").then().statusCode(200);
  }

  @Test
  void a_flush_before_the_revocation_changes_nothing() {
    TestWorkspace mine = TestWorkspace.create();
    JsonPath key = mine.newKey(Map.of("name", "gone"));
    String secret = key.getString("data.key");
    as(secret).get("/users/me").then().statusCode(200);
    redis.flushall();
    mine.asOwner().delete("/api-keys/" + key.getString("data.id")).then().statusCode(200);
    as(secret).get("/users/me").then().statusCode(401);
  }
}
