package io.orchagent.identity;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.CredentialLookup;
import io.orchagent.workspaces.People;
import io.orchagent.workspaces.Person;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;

/** API keys as credentials. */
@ApplicationScoped
public class ApiKeyLookup implements CredentialLookup {
  private final People people;
  private final KeyUses uses;
  private final Clock clock;

  ApiKeyLookup(People people, KeyUses uses, Clock clock) {
    this.people = people;
    this.uses = uses;
    this.clock = clock;
  }

  @Override
  public boolean recognises(String token) {
    return token.startsWith(ApiKey.KIND);
  }

  @Override
  @Transactional
  public Optional<Credential> find(String token) {
    if (!Tokens.hasForm(token, ApiKey.KIND)) {
      return Optional.empty();
    }
    byte[] hash = Hashes.sha256(token);
    return ApiKey.findByHash(hash)
        .filter(key -> MessageDigest.isEqual(key.keyHash, hash))
        .filter(key -> key.expiresAt == null || key.expiresAt.isAfter(clock.instant()))
        .flatMap(this::credential);
  }

  private Optional<Credential> credential(ApiKey key) {
    Optional<Person> owner = people.find(key.userId);
    owner.ifPresent(person -> uses.note(key));
    return owner.map(
        person ->
            new Credential(
                CredentialKind.API_KEY,
                key.id,
                key.userId,
                key.workspaceId,
                key.workspaceLocked,
                key.expiresAt,
                person.admin(),
                null));
  }
}
