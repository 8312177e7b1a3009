package io.orchagent.services;

import io.orchagent.agents.Release;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.security.Principal;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, changing, listing and deleting services. */
@ApplicationScoped
public class Services {
  private final ServiceQueries queries;
  private final ServiceEvents events;
  private final ServiceNews news;
  private final ServiceVersions versions;
  private final ServiceLimits limits;
  private final AlertSecrets secrets;
  private final ServiceAddresses addresses;

  Services(
      ServiceQueries queries,
      ServiceEvents events,
      ServiceNews news,
      ServiceVersions versions,
      ServiceLimits limits,
      AlertSecrets secrets,
      ServiceAddresses addresses) {
    this.queries = queries;
    this.events = events;
    this.news = news;
    this.versions = versions;
    this.limits = limits;
    this.secrets = secrets;
    this.addresses = addresses;
  }

  @Transactional
  Page<ServiceApi.View> list(UUID workspace, @Nullable String state, PageRequest page) {
    List<ServiceApi.View> views =
        queries.list(workspace, state, page).stream()
            .map(service -> ServiceApi.View.of(service, addresses.of(service), List.of()))
            .toList();
    return Page.of(views, queries.count(workspace, state), page);
  }

  @Transactional
  ServiceApi.View get(UUID workspace, UUID id) {
    return view(queries.find(workspace, id).orElseThrow(ServiceErrors::notFound), null);
  }

  @Transactional
  void checkThere(UUID workspace, UUID id) {
    if (queries.find(workspace, id).isEmpty()) {
      throw ServiceErrors.notFound();
    }
  }

  private ServiceApi.View view(HostedService service, @Nullable String alertSecret) {
    return ServiceApi.View.of(
        service, addresses.of(service), events.latest(service.id()), alertSecret);
  }

  ServiceApi.View create(Principal person, ServiceApi.Create sent) {
    UUID workspace = person.workspaceId();
    ServiceDraft draft = ServiceDraft.of(sent);
    limits.alertUrl(draft.settings().alertUrl());
    // Its key is made in a transaction of its own
    secrets.prepare(workspace);
    return QuarkusTransaction.requiringNew().call(() -> insert(person, workspace, sent, draft));
  }

  private ServiceApi.View insert(
      Principal person, UUID workspace, ServiceApi.Create sent, ServiceDraft draft) {
    Release release = versions.chosen(workspace, Objects.requireNonNull(sent.agentId(), "checked"));
    String name = name(sent, release, person.membership().slug());
    versions.secrets(workspace, release, draft.settings().secretNames());
    limits.instances(person, draft.settings().maxInstances());
    limits.room(person);
    limits.budget(workspace, release.org() + "/" + release.name());
    UUID id = Ids.newId();
    AlertSecrets.Made alerts = secrets.make(workspace, id);
    if (!queries.insert(id, workspace, person.userId(), name, release, draft, alerts.sealed())) {
      throw ServiceErrors.taken(name);
    }
    HostedService service = queries.find(workspace, id).orElseThrow();
    news.audited(service, ServiceEvents.CREATED, service.agent());
    return view(service, alerts.secret());
  }

  private static String name(ServiceApi.Create sent, Release release, String org) {
    String name = sent.name() == null ? release.name() : sent.name();
    if (!ServiceRules.isName(name)) {
      throw Errors.invalidField(
          "name", "is required: the name of the agent is none that a service may have");
    }
    if (ServiceAddresses.label(name, org).length() > ServiceRules.MOST_LABEL) {
      int most = ServiceRules.MOST_LABEL - ServiceAddresses.label("", org).length();
      throw Errors.invalidField("name", "must be at most " + most + " characters here");
    }
    return name;
  }

  ServiceApi.View change(Principal person, UUID id, ServiceApi.Patch patch) {
    limits.alertUrl(patch.alertWebhookUrl().value());
    return QuarkusTransaction.requiringNew().call(() -> changed(person, id, patch));
  }

  private ServiceApi.View changed(Principal person, UUID id, ServiceApi.Patch patch) {
    UUID workspace = person.workspaceId();
    HostedService was = queries.lock(workspace, id).orElseThrow(ServiceErrors::notFound);
    ServiceDraft draft = ServiceDraft.changed(was, patch);
    if (draft.settings().maxInstances() > was.settings().maxInstances()) {
      limits.instances(person, draft.settings().maxInstances());
    }
    if (patch.secretNames().present()) {
      versions
          .of(was)
          .ifPresent(
              release -> versions.secrets(workspace, release, draft.settings().secretNames()));
    }
    String fields = String.join(", ", ChangedFields.of(patch));
    if (!fields.isEmpty()) {
      queries.update(id, draft, draft.differs(was));
      news.audited(was, ServiceEvents.CONFIG_UPDATED, fields);
    }
    return get(workspace, id);
  }

  /** What runs of it is stopped by its owner, which may take some seconds. */
  @Transactional
  void delete(UUID workspace, UUID id) {
    HostedService service = queries.lock(workspace, id).orElseThrow(ServiceErrors::notFound);
    queries.delete(id);
    news.audited(service, ServiceEvents.DELETED, null);
  }

  /** Another secret to sign alerts with, from the next one on. */
  ServiceApi.View rotateAlertSecret(UUID workspace, UUID id) {
    secrets.prepare(workspace);
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              HostedService service =
                  queries.lock(workspace, id).orElseThrow(ServiceErrors::notFound);
              AlertSecrets.Made made = secrets.make(workspace, id);
              queries.setAlertSecret(id, made.sealed());
              news.audited(service, ServiceEvents.CONFIG_UPDATED, "alert_signing_secret");
              return view(service, made.secret());
            });
  }
}
