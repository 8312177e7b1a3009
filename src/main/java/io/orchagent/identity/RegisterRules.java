package io.orchagent.identity;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The password of a registration, which must not be what everybody knows of the person. */
@Singleton
class RegisterRules implements BodyRules<AuthApi.Register> {
  private final Passwords passwords;

  RegisterRules(Passwords passwords) {
    this.passwords = passwords;
  }

  @Override
  public Class<AuthApi.Register> body() {
    return AuthApi.Register.class;
  }

  @Override
  public List<FieldError> problems(AuthApi.Register sent) {
    if (sent.password() == null) {
      return List.of();
    }
    List<String> context =
        Stream.concat(
                Optional.ofNullable(sent.email()).map(Passwords::known).stream()
                    .flatMap(List::stream),
                Stream.of(sent.name(), sent.workspaceSlug())
                    .flatMap(text -> Optional.ofNullable(text).stream()))
            .toList();
    return passwords.objection(sent.password(), context).stream()
        .map(text -> new FieldError("password", text))
        .toList();
  }
}
