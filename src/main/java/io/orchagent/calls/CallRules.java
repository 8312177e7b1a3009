package io.orchagent.calls;

import io.orchagent.agents.Orchestration;
import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.telemetry.Tracing;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which agent may call which. All facts come from the run that a key was made for; what the call
 * says of them may only agree, and its limits only be smaller.
 */
@Singleton
class CallRules {
  static final String CHAIN = "chain";
  static final String BILLING = "billing";

  private final RunKeys keys;
  private final Releases releases;
  private final ChainSignatures signatures;
  private final Tracing tracing;

  CallRules(RunKeys keys, Releases releases, ChainSignatures signatures, Tracing tracing) {
    this.keys = keys;
    this.releases = releases;
    this.signatures = signatures;
    this.tracing = tracing;
  }

  /** Where the run of this call will stand; refused when it may not be. */
  RunChain chain(CallRequest request, Release target) {
    Credential credential = request.principal().credential();
    if (credential.kind() == CredentialKind.RUN_KEY) {
      RunKeys.Facts caller = keys.facts(credential.id()).orElseThrow(Errors::unauthorized);
      if (tracing.isOn()) {
        String said = request.asked().chain().traceparent();
        tracing.called(request.runId(), caller.rootRunId(), caller.runId(), said);
      }
      return inner(request.asked(), caller, target);
    }
    top(request.asked().chain(), request.principal().workspaceId());
    if (credential.kind() == CredentialKind.AGENT_KEY) {
      declared(credential.agentId(), target);
    }
    int asked = request.asked().hops(RunChain.ANY_HOPS);
    enough(target, asked);
    return RunChain.top(request.runId(), target, asked);
  }

  private RunChain inner(CallHeaders asked, RunKeys.Facts caller, Release target) {
    compare(asked.chain(), caller);
    if (asked.respondAsync()) {
      throw ChainErrors.async();
    }
    declared(caller.agentId(), target);
    String agent = target.org() + "/" + target.name() + "@";
    if (Arrays.stream(caller.chain().split(",")).anyMatch(above -> above.startsWith(agent))) {
      throw ChainErrors.circle(target);
    }
    if (caller.hops() < 1) {
      throw ChainErrors.tooDeep();
    }
    Orchestration own = target.orchestration();
    int left = asked.hops(caller.hops() - 1);
    enough(target, left);
    return new RunChain(
        caller.runId(),
        caller.rootRunId(),
        caller.chain() + "," + target.reference(),
        caller.depth() + 1,
        Math.min(left, own.maxHops()),
        caller.strict() || own.strict(),
        caller.tenant(),
        caller.deadline());
  }

  private static void enough(Release target, int left) {
    if (left < target.orchestration().minRequiredHops()) {
      throw ChainErrors.hopsShort(target, left);
    }
  }

  private void declared(@Nullable UUID caller, Release target) {
    if (caller == null || !releases.dependsOn(caller, target.id())) {
      throw ChainErrors.notDeclared(target);
    }
    if (!target.callable()) {
      throw ChainErrors.notCallable(target);
    }
  }

  private void compare(ChainHeaders said, RunKeys.Facts caller) {
    same("X-Orchagent-Call-Chain", said.chain(), caller.chain());
    same("X-Orchagent-Root-Run-Id", said.rootRun(), caller.rootRunId().toString());
    String billing = caller.workspaceId().toString();
    same("X-Orchagent-Billing-Org-Id", said.billingWorkspace(), billing);
    UUID run = caller.runId();
    signed("X-Orchagent-Call-Chain-Sig", said.chainSignature(), run, CHAIN, caller.chain());
    signed("X-Orchagent-Billing-Org-Sig", said.billingSignature(), run, BILLING, billing);
  }

  /** Nothing called it, and its own workspace pays: whoever says anything else is mistaken. */
  private static void top(ChainHeaders said, UUID workspace) {
    none("X-Orchagent-Call-Chain", said.chain());
    none("X-Orchagent-Call-Chain-Sig", said.chainSignature());
    none("X-Orchagent-Root-Run-Id", said.rootRun());
    none("X-Orchagent-Billing-Org-Sig", said.billingSignature());
    if (said.billingWorkspace() != null && !said.billingWorkspace().equals(workspace.toString())) {
      throw ChainErrors.notInRun("X-Orchagent-Billing-Org-Id");
    }
  }

  private static void none(String header, @Nullable String said) {
    if (said != null) {
      throw ChainErrors.notInRun(header);
    }
  }

  private static void same(String header, @Nullable String said, String known) {
    if (said != null && !said.equals(known)) {
      throw ChainErrors.forged(header);
    }
  }

  private void signed(String header, @Nullable String said, UUID run, String what, String value) {
    if (said != null && !signatures.isGood(said, run, what, value)) {
      throw ChainErrors.forged(header);
    }
  }
}
