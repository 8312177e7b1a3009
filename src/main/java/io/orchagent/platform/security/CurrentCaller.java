package io.orchagent.platform.security;

import io.orchagent.platform.http.QuotaView;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The caller of the request under way. */
@RequestScoped
public class CurrentCaller {
  private @Nullable Principal principal;
  private QuotaView.@Nullable Quota quota;

  void set(Authenticated known) {
    this.principal = known.principal();
    if (known.quota() != null) {
      quota(known.quota());
    }
  }

  /** For operations that demand a credential. */
  public Principal principal() {
    if (principal == null) {
      throw new IllegalStateException("the operation has no access annotation");
    }
    return principal;
  }

  /** For public operations that show more to some. */
  public Optional<Principal> optional() {
    return Optional.ofNullable(principal);
  }

  /** Told by the call route, which knows the count from its own atomic step. */
  public void quota(QuotaView.Quota known) {
    this.quota = known;
  }

  /** What was seen of the quota, for who changes it: the answer tells it as it is afterwards. */
  public Optional<QuotaView.Quota> takeQuota() {
    Optional<QuotaView.Quota> seen = quota();
    quota = null;
    return seen;
  }

  /**
   * The newest that this request has seen of the quota; empty where there is none, and when it has
   * not been read.
   */
  Optional<QuotaView.Quota> quota() {
    return Optional.ofNullable(quota);
  }
}
