package io.orchagent.platform.tenancy;

/** What a person may do in a workspace; each role includes those before it. */
public enum Role {
  MEMBER,
  OWNER;

  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** The spelling of the wire and of the database. */
  public String wire() {
    return this == OWNER ? "owner" : "member";
  }

  public static Role of(String wire) {
    return wire.equals("owner") ? OWNER : MEMBER;
  }
}
