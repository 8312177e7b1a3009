package io.orchagent.agents;

import io.orchagent.audit.AuditTrail;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.util.UUID;

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
    tell(agent.workspaceId, agent.name, action, agent.label());
  }

  /**
   * A change of several versions of a name, or one that needs more words.
   *
   * @param target what was changed, readable by people
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void tell(UUID workspace, String name, String action, String target) {
    audit.record(workspace, action, target);
    changes.fire(new AgentChanged(workspace, name));
  }

  /** What others did to a version: it is no change by its workspace, so no audit is written. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void counted(Agent agent) {
    changes.fire(new AgentChanged(agent.workspaceId, agent.name));
  }
}
