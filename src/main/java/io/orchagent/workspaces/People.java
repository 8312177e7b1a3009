package io.orchagent.workspaces;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.tenancy.ChangeLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The accounts of people, without the ways to prove to be one. */
@ApplicationScoped
public class People {
  private final Session database;
  private final ChangeLog changes;
  private final Clock clock;

  People(Session database, ChangeLog changes, Clock clock) {
    this.database = database;
    this.changes = changes;
    this.clock = clock;
  }

  /** What a password is compared with. Not a record: it would print the hash. */
  public static final class Lock {
    private final UUID userId;
    private final String email;
    private final String passwordHash;

    private Lock(AppUser user) {
      this.userId = user.id;
      this.email = user.email;
      this.passwordHash = user.passwordHash;
    }

    public UUID userId() {
      return userId;
    }

    public String email() {
      return email;
    }

    public String passwordHash() {
      return passwordHash;
    }
  }

  /** A new person; 409 when the address is taken, also by one who comes at the same moment. */
  @Transactional
  public Person create(
      String email, String passwordHash, @Nullable String displayName, boolean admin) {
    UUID id = Ids.newId();
    int made =
        database
            .createNativeQuery(
                """
                insert into app_user (id, email, password_hash, display_name, is_admin)
                values (?1, ?2, ?3, ?4, ?5) on conflict do nothing""")
            .setParameter(1, id)
            .setParameter(2, email)
            .setParameter(3, passwordHash)
            .setParameter(4, displayName, String.class)
            .setParameter(5, admin)
            .executeUpdate();
    if (made == 0) {
      throw Errors.conflict(
          "This email address has an account already. Sign in with POST /auth/login.");
    }
    changes.recordAs(id, null, "user.registered", email);
    return find(id).orElseThrow();
  }

  @Transactional
  public Optional<Person> find(UUID id) {
    return AppUser.findLiving(id).map(Person::of);
  }

  @Transactional
  public Optional<Person> findByEmail(String email) {
    return AppUser.findByEmail(email).map(Person::of);
  }

  @Transactional
  public Optional<Lock> lock(String email) {
    return AppUser.findByEmail(email).map(Lock::new);
  }

  @Transactional
  public Optional<Lock> lock(UUID id) {
    return AppUser.findLiving(id).map(Lock::new);
  }

  /**
   * False when the password is another by now. Holds the person's row until the transaction ends.
   */
  @Transactional
  public boolean replacePassword(Lock known, String passwordHash) {
    return database
            .createNativeQuery(
                """
                update app_user set password_hash = ?3
                where id = ?1 and password_hash = ?2 and deleted_at is null""")
            .setParameter(1, known.userId())
            .setParameter(2, known.passwordHash())
            .setParameter(3, passwordHash)
            .executeUpdate()
        == 1;
  }

  @Transactional
  public void setPassword(UUID id, String passwordHash) {
    AppUser.findLiving(id).orElseThrow().passwordHash = passwordHash;
  }

  @Transactional
  public void makeAdministrator(UUID id) {
    AppUser.findLiving(id).orElseThrow().admin = true;
  }

  /**
   * Notes a sign-in with the password of this lock; empty when it is another by now. Holds the
   * person's row, so that who changes the password sees the session that this transaction opens.
   */
  @Transactional
  public Optional<Person> signedIn(Lock known) {
    int noted =
        database
            .createNativeQuery(
                """
                update app_user set last_login_at = ?3
                where id = ?1 and password_hash = ?2 and deleted_at is null""")
            .setParameter(1, known.userId())
            .setParameter(2, known.passwordHash())
            .setParameter(3, clock.instant())
            .executeUpdate();
    return noted == 1 ? find(known.userId()) : Optional.empty();
  }

  /** Notes a sign-in. */
  @Transactional
  public Person signedIn(UUID id) {
    AppUser user = AppUser.findLiving(id).orElseThrow();
    user.lastLoginAt = clock.instant();
    return Person.of(user);
  }

  /** Changes a person's own data. */
  @Transactional
  public Person change(UUID id, Consumer<Profile> edit) {
    AppUser user = AppUser.findLiving(id).orElseThrow(() -> Errors.notFound("User"));
    edit.accept(new Profile(user));
    changes.record(null, "user.changed", user.email);
    return Person.of(user);
  }

  /**
   * Deletes an account: what names the person is gone, the id stays for what refers to it, and the
   * address may be registered anew.
   *
   * @return what stands for the person from now on
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public String erase(UUID id) {
    String pseudonym = "deleted-" + id;
    database
        .createNativeQuery(
            """
            update app_user
            set email = ?2, password_hash = '', display_name = null, preferences = '{}',
                is_admin = false, last_login_at = null, deleted_at = now()
            where id = ?1 and deleted_at is null""")
        .setParameter(1, id)
        .setParameter(2, pseudonym)
        .executeUpdate();
    return pseudonym;
  }

  /** What a person may change of themselves. */
  public static final class Profile {
    private final AppUser user;

    private Profile(AppUser user) {
      this.user = user;
    }

    public void displayName(@Nullable String name) {
      user.displayName = name;
    }

    /** A JSON object as text; null clears it. */
    public void preferences(@Nullable String json) {
      user.preferences = json == null ? "{}" : json;
    }
  }
}
