package io.orchagent.workspaces;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/** A person's account. */
@Entity
@Table(name = "app_user")
public class AppUser extends PanacheEntityBase {
  @Id public UUID id;

  public String email;
  public String passwordHash;
  public @Nullable String displayName;

  @ColumnTransformer(read = "cast(preferences as text)", write = "cast(? as jsonb)")
  public String preferences;

  @Column(name = "is_admin")
  public boolean admin;

  public Instant createdAt;
  public @Nullable Instant lastLoginAt;
  public @Nullable Instant deletedAt;

  static Optional<AppUser> findLiving(UUID id) {
    return find("id = ?1 and deletedAt is null", id).firstResultOptional();
  }

  static Optional<AppUser> findByEmail(String email) {
    return find("lower(email) = lower(?1) and deletedAt is null", email).firstResultOptional();
  }
}
