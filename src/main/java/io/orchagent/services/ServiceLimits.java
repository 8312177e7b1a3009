package io.orchagent.services;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.outbound.PublicPosts;
import io.orchagent.platform.security.Principal;
import io.orchagent.workspaces.Plans;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How many services may be, and what keeps one from running. */
@Singleton
class ServiceLimits {
  private final ServiceQueries queries;
  private final Plans plans;
  private final PublicPosts posts;
  private final List<ServiceBudget> budgets;

  ServiceLimits(
      ServiceQueries queries, Plans plans, PublicPosts posts, @All List<ServiceBudget> budgets) {
    this.queries = queries;
    this.plans = plans;
    this.posts = posts;
    this.budgets = budgets;
  }

  /** Room for one more; in the transaction that makes it. */
  void room(Principal person) {
    String plan = person.membership().plan();
    OptionalLong limit = plans.of(person.workspaceId(), plan).services();
    if (limit.isPresent() && queries.countExactly(person.workspaceId()) >= limit.getAsLong()) {
      throw ServiceErrors.tooMany(limit.getAsLong(), plan);
    }
  }

  void instances(Principal person, int most) {
    String plan = person.membership().plan();
    OptionalLong limit = plans.of(person.workspaceId(), plan).serviceInstances();
    if (limit.isPresent() && most > limit.getAsLong()) {
      throw ServiceErrors.tooManyInstances(limit.getAsLong(), plan);
    }
  }

  void budget(UUID workspace, String agent) {
    if (!budgets.stream().allMatch(budget -> budget.allows(workspace, agent))) {
      throw ServiceErrors.overBudget();
    }
  }

  /** Told at once what would be refused at each alert; names may mean another address by then. */
  void alertUrl(@Nullable String url) {
    if (url != null) {
      posts
          .refusal(URI.create(url))
          .ifPresent(
              why -> {
                throw Errors.invalidField("alert_webhook_url", "can't be sent to: " + why);
              });
    }
  }
}
