package io.orchagent.agents;

import io.orchagent.audit.AuditTrail;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;

/** Tells of a change, within its transaction: the audit, and whoever remembers versions. */
@ApplicationScoped
public class AgentChanges {
  private final Event<AgentChanged> changes;
  private final AuditTrail audit;

  AgentChanges(Event<AgentChanged> changes, AuditTrail audit) {
    this.changes = changes;
    this.audit = audit;
  }

  @Transactional(Transactional.TxType.MANDATORY)
  public void tell(Agent agent, String action) {
    audit.record(agent.workspaceId, action, agent.label());
    changes.fire(new AgentChanged(agent.workspaceId, agent.name));
  }
}
