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
  private boolean quotaKnown;

  void set(Principal known) {
    this.principal = known;
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
  public void quota(QuotaView.@Nullable Quota known) {
    this.quota = known;
    this.quotaKnown = true;
  }

  boolean quotaKnown() {
    return quotaKnown;
  }

  Optional<QuotaView.Quota> quota() {
    return Optional.ofNullable(quota);
  }
}
