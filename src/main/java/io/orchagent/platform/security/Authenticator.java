package io.orchagent.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.tenancy.Membership;
import io.orchagent.platform.tenancy.Memberships;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From bearer to principal, remembered for a minute under the person's stamp. */
@ApplicationScoped
public class Authenticator {
  private final List<CredentialLookup> lookups;
  private final Instance<Memberships> memberships;
  private final Instance<QuotaView> quotas;
  private final Stamps stamps;
  private final Clock clock;
  private final Cache<Key, Known> cache =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(Duration.ofMinutes(1)).build();

  Authenticator(
      @All List<CredentialLookup> lookups,
      Instance<Memberships> memberships,
      Instance<QuotaView> quotas,
      Stamps stamps,
      Clock clock) {
    this.lookups = lookups;
    this.memberships = memberships;
    this.quotas = quotas;
    this.stamps = stamps;
    this.clock = clock;
  }

  private record Key(String tokenHash, @Nullable UUID workspace) {
    // By hand: what a record brings costs some 15 µs in the native binary (ADR 9)
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && tokenHash.equals(key.tokenHash)
          && Objects.equals(workspace, key.workspace);
    }

    @Override
    public int hashCode() {
      return 31 * tokenHash.hashCode() + Objects.hashCode(workspace);
    }
  }

  private record Known(Principal principal, String stamp) {}

  /**
   * Who this is, in the workspace asked for.
   *
   * @param workspace null for the credential's own
   * @throws io.orchagent.platform.errors.ApiException UNAUTHORIZED, or FORBIDDEN when the workspace
   *     is unknown or not the caller's
   */
  Authenticated authenticate(String token, @Nullable UUID workspace) {
    Key key = new Key(Hashes.hex(Hashes.sha256(token)), workspace);
    Known known = cache.getIfPresent(key);
    Optional<Authenticated> again = known == null ? Optional.empty() : stillGood(known);
    return again.orElseGet(() -> new Authenticated(find(token, workspace, key), null));
  }

  private Principal find(String token, @Nullable UUID workspace, Key key) {
    Optional<Principal> locked =
        lookups.stream()
            .filter(lookup -> lookup.recognises(token))
            .flatMap(lookup -> lookup.locked(token).stream())
            .findFirst();
    if (locked.isPresent()) {
      if (workspace != null && !workspace.equals(locked.get().workspaceId())) {
        throw notYours();
      }
      return locked.get();
    }
    Credential credential = find(token);
    if (credential.kind() == CredentialKind.RUN_KEY) {
      // It ends with its run, which changes no stamp: never remembered
      return new Principal(credential, membership(credential, workspace));
    }
    Optional<String> stamp = stamps.current(credential.userId());
    if (stamp.isPresent()) {
      // Read again under the stamp: a change in between would have changed the stamp.
      credential = find(token);
    }
    Principal principal = new Principal(credential, membership(credential, workspace));
    stamp.ifPresent(s -> cache.put(key, new Known(principal, s)));
    return principal;
  }

  /** The stamp and the count of the quota's headers, in one round trip. */
  private Optional<Authenticated> stillGood(Known known) {
    Principal principal = known.principal();
    Credential credential = principal.credential();
    if (credential.expiresAt() != null && !credential.expiresAt().isAfter(clock.instant())) {
      return Optional.empty();
    }
    Optional<QuotaView.Question> question = question(principal);
    if (question.isEmpty()) {
      return stamps
          .current(credential.userId())
          .filter(known.stamp()::equals)
          .map(good -> new Authenticated(principal, null));
    }
    Stamps.Reading reading = stamps.read(credential.userId(), question.get().request());
    if (reading.stamp().filter(known.stamp()::equals).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Authenticated(principal, question.get().read(reading.along()).orElse(null)));
  }

  private Optional<QuotaView.Question> question(Principal principal) {
    return quotas.isResolvable()
        ? quotas.get().question(principal.workspaceId(), principal.membership().plan())
        : Optional.empty();
  }

  private Credential find(String token) {
    return lookups.stream()
        .filter(lookup -> lookup.recognises(token))
        .flatMap(lookup -> lookup.find(token).stream())
        .findFirst()
        .orElseThrow(Errors::unauthorized);
  }

  private Membership membership(Credential credential, @Nullable UUID wanted) {
    UUID workspace = wanted == null ? credential.defaultWorkspace() : wanted;
    boolean elsewhere = !workspace.equals(credential.defaultWorkspace());
    if (elsewhere && credential.workspaceLocked()) {
      throw notYours();
    }
    return memberships
        .get()
        .find(credential.userId(), workspace)
        .orElseThrow(Authenticator::notYours);
  }

  private static RuntimeException notYours() {
    return Errors.forbidden(
        "This credential does not reach that workspace. List yours with GET /workspaces.");
  }
}
