package io.orchagent.platform.health;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Without Redis the server is slower, but right: that is a matter of wellness, not readiness. */
@Wellness
@ApplicationScoped
public class RedisHealth implements AsyncHealthCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ReactiveRedisDataSource redis;

  RedisHealth(ReactiveRedisDataSource redis) {
    this.redis = redis;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return redis
        .execute("PING")
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .map(pong -> HealthCheckResponse.up("redis"))
        .onFailure()
        .recoverWithItem(HealthCheckResponse.down("redis"));
  }
}
