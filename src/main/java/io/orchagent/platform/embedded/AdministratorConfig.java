package io.orchagent.platform.embedded;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The administrator that a start creates. */
@ConfigMapping(prefix = "orchagent.admin")
public interface AdministratorConfig {
  /** Email address of the administrator to create at start, unless that person exists. */
  Optional<String> email();

  /** Password the administrator gets when created; later changes of it are left alone. */
  Optional<String> password();
}
