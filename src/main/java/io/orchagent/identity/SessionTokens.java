package io.orchagent.identity;

import io.orchagent.platform.crypto.SigningKeys;
import io.orchagent.platform.ids.Ids;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.build.Jwt;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Access tokens: signed statements that a session was good when they were made. */
@Singleton
class SessionTokens {
  private static final String PURPOSE = "session";
  private static final String ISSUER = "orchagent";

  private final SigningKeys keys;
  private final Clock clock;
  private final Duration lifetime;

  SessionTokens(SigningKeys keys, Clock clock, IdentityConfig config) {
    this.keys = keys;
    this.clock = clock;
    this.lifetime = config.accessTokenLifetime();
  }

  /** What a token says. */
  record Claims(UUID userId, UUID sessionId, Instant expiresAt) {}

  Duration lifetime() {
    return lifetime;
  }

  String issue(UUID userId, UUID sessionId) {
    SigningKeys.Key key = keys.current(PURPOSE);
    Instant now = clock.instant();
    return Jwt.claims()
        .issuer(ISSUER)
        .subject(userId.toString())
        .claim("sid", sessionId.toString())
        .claim("jti", Ids.newId().toString())
        .issuedAt(now)
        .expiresAt(now.plus(lifetime))
        .jws()
        .keyId(key.kid())
        .algorithm(SignatureAlgorithm.ES256)
        .sign(key.privateKey());
  }

  /** The form alone: three parts, the first of them a JSON header. */
  static boolean hasForm(String token) {
    return token.startsWith("eyJ") && token.chars().filter(c -> c == '.').count() == 2;
  }

  /** Empty unless one of our keys signed it and it has not expired. */
  Optional<Claims> read(String token) {
    return keyId(token).flatMap(kid -> keys.find(PURPOSE, kid)).flatMap(key -> verify(token, key));
  }

  private static Optional<String> keyId(String token) {
    try {
      byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
      Object kid = new JsonObject(new String(header, StandardCharsets.UTF_8)).getValue("kid");
      return kid instanceof String text ? Optional.of(text) : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private Optional<Claims> verify(String token, SigningKeys.Key key) {
    JWTAuthContextInfo rules = new JWTAuthContextInfo(key.publicKey(), ISSUER);
    rules.setSignatureAlgorithm(Set.of(SignatureAlgorithm.ES256));
    try {
      // The factory by name: looking it up as a service is one thing less to go wrong natively.
      JsonWebToken jwt =
          new DefaultJWTParser(rules, new DefaultJWTCallerPrincipalFactory()).parse(token);
      Instant expiresAt = Instant.ofEpochSecond(jwt.getExpirationTime());
      if (!expiresAt.isAfter(clock.instant())) {
        return Optional.empty();
      }
      return Optional.of(
          new Claims(
              UUID.fromString(jwt.getSubject()), UUID.fromString(jwt.getClaim("sid")), expiresAt));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
