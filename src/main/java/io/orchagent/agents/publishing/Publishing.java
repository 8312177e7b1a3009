package io.orchagent.agents.publishing;

import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentApi;
import io.orchagent.agents.AgentChanges;
import io.orchagent.agents.AgentErrors;
import io.orchagent.agents.AgentKeys;
import io.orchagent.agents.AgentName;
import io.orchagent.agents.AgentViews;
import io.orchagent.agents.Followers;
import io.orchagent.agents.VersionName;
import io.orchagent.agents.VersionPublished.Moved;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.Checked;
import io.orchagent.platform.http.Warning;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Registers versions, or tells beforehand what would become of one. */
@ApplicationScoped
public class Publishing {
  private static final String FOR_EVERYBODY = "publish for everybody (is_public)";
  private static final String PRICE = "set a price";

  private final SeriesQueries series;
  private final ManifestRules manifests;
  private final Drafts drafts;
  private final AgentViews views;
  private final AgentKeys keys;
  private final Followers followers;
  private final AgentChanges changes;

  Publishing(
      SeriesQueries series,
      ManifestRules manifests,
      Drafts drafts,
      AgentViews views,
      AgentKeys keys,
      Followers followers,
      AgentChanges changes) {
    this.series = series;
    this.manifests = manifests;
    this.drafts = drafts;
    this.views = views;
    this.keys = keys;
    this.followers = followers;
    this.changes = changes;
  }

  /** A version that was stored, and what came with it. */
  record Publication(
      AgentApi.View agent, @Nullable String serviceKey, Moved moved, List<Warning> warnings) {}

  /** Registers the next version; what was sent has passed {@link PublishRules}. */
  @Transactional
  Publication publish(Principal author, AgentApi.Publish sent) {
    Agent agent = drafts.draft(sent, author);
    if (agent.isPublic) {
      requireOwner(author, FOR_EVERYBODY);
    }
    if (!agent.isFree()) {
      requireOwner(author, PRICE);
    }
    List<UUID> dependencies = manifests.resolve(sent);
    agent.version = series.nextVersion(agent.workspaceId, agent.name);
    if (sent.version() != null && !sent.version().equals(agent.versionName())) {
      throw PublishErrors.wrongVersion(sent.version(), agent.version);
    }
    agent.persistAndFlush();
    manifests.link(agent, dependencies);
    String key = dependencies.isEmpty() ? null : keys.issue(agent, author.userId());
    Moved moved = followers.published(agent);
    changes.tell(agent, "agent.published");
    return new Publication(views.own(agent), key, moved, warnings(sent, dependencies));
  }

  /** What {@link #publish} would say, without doing it. */
  @Transactional
  AgentApi.Validation validate(Principal author, Checked<AgentApi.Publish> read) {
    AgentApi.Publish sent = read.body();
    List<FieldError> errors = new ArrayList<>(read.errors());
    boolean owner = author.role().includes(Role.OWNER);
    if (!owner && Boolean.TRUE.equals(sent.isPublic())) {
      errors.add(new FieldError("is_public", AgentErrors.onlyOwners(FOR_EVERYBODY)));
    }
    if (!owner && sent.pricePerCallCents() != null && sent.pricePerCallCents() > 0) {
      errors.add(new FieldError("price_per_call_cents", AgentErrors.onlyOwners(PRICE)));
    }
    if (isNumbered(sent)) {
      int next = series.lastVersion(author.workspaceId(), sent.name()) + 1;
      if (!sent.version().equals("v" + next)) {
        errors.add(new FieldError("version", PublishErrors.nextVersion(sent.version(), next)));
      }
    }
    List<Warning> warnings = new ArrayList<>(read.warnings());
    warnings.addAll(warnings(sent, errors.isEmpty() ? manifests.resolve(sent) : List.of()));
    return new AgentApi.Validation(errors.isEmpty(), errors, warnings);
  }

  private static boolean isNumbered(AgentApi.Publish sent) {
    return sent.name() != null
        && AgentName.isValid(sent.name())
        && sent.version() != null
        && VersionName.parse(sent.version()).isPresent();
  }

  /** What is there under a name, and what comes next. */
  @Transactional
  AgentApi.Preview preview(Principal author, String name) {
    UUID workspace = author.workspaceId();
    return new AgentApi.Preview(
        name,
        series.versions(workspace, name).stream().map(number -> "v" + number).toList(),
        "v" + (series.lastVersion(workspace, name) + 1),
        author.membership().slug());
  }

  private List<Warning> warnings(AgentApi.Publish sent, List<UUID> dependencies) {
    List<Warning> warnings = new ArrayList<>(PublishWarnings.of(sent));
    manifests
        .hopsShort(sent, dependencies)
        .ifPresent(depth -> warnings.add(PublishWarnings.hopsShort(depth)));
    return warnings;
  }

  private static void requireOwner(Principal person, String what) {
    if (!person.role().includes(Role.OWNER)) {
      throw AgentErrors.ownersOnly(what);
    }
  }
}
