package io.orchagent.platform.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.UUID;

/** A row that belongs to one workspace. Finders of its kind take the workspace first. */
@MappedSuperclass
public abstract class WorkspaceEntity extends PanacheEntityBase {
  @Id public UUID id;

  @Column(name = "workspace_id", nullable = false, updatable = false)
  public UUID workspaceId;

  @Column(name = "created_at", nullable = false, updatable = false)
  public Instant createdAt;
}
