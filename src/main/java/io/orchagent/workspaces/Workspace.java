package io.orchagent.workspaces;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A tenant. */
@Entity
@Table(name = "workspace")
public class Workspace extends PanacheEntityBase {
  static final String PERSONAL = "personal";
  static final String TEAM = "team";

  @Id public UUID id;

  public String name;
  public String slug;
  public String type;
  public String plan;
  public UUID ownerUserId;
  public @Nullable Integer payloadRetentionDays;
  public @Nullable Integer runRetentionDays;
  public Instant createdAt;
  public Instant updatedAt;
  public @Nullable Instant deletedAt;

  static Optional<Workspace> findLiving(UUID id) {
    return find("id = ?1 and deletedAt is null", id).firstResultOptional();
  }

  static Optional<Workspace> findBySlug(String slug) {
    return find("slug = ?1 and deletedAt is null", slug).firstResultOptional();
  }

  static Optional<Workspace> findPersonal(UUID userId) {
    return find(
            "ownerUserId = ?1 and type = ?2 and deletedAt is null order by id", userId, PERSONAL)
        .firstResultOptional();
  }

  WorkspaceRef ref() {
    return new WorkspaceRef(id, slug, name, plan);
  }

  /** Sets what the patch names and tells which fields that were. */
  List<String> apply(WorkspaceApi.Patch patch, Instant now) {
    List<String> changed = new ArrayList<>();
    if (patch.name().present()) {
      rename(patch.name().value(), now);
      changed.add("name");
    }
    if (patch.payloadRetentionDays().present()) {
      payloadRetentionDays = patch.payloadRetentionDays().value();
      changed.add("payload_retention_days");
    }
    if (patch.runRetentionDays().present()) {
      runRetentionDays = patch.runRetentionDays().value();
      changed.add("run_retention_days");
    }
    if (!changed.isEmpty()) {
      updatedAt = now;
    }
    return changed;
  }

  void rename(String newName, Instant now) {
    this.name = newName;
    this.updatedAt = now;
  }
}
