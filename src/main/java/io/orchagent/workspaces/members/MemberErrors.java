package io.orchagent.workspaces.members;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import java.util.List;

/** The named failures of members, invitations and deletions. */
final class MemberErrors {
  private MemberErrors() {}

  static ApiException noMember() {
    return Errors.notFound("Member");
  }

  static ApiException noWorkspace() {
    return Errors.notFound("Workspace");
  }

  static ApiException ownersOnly() {
    return Errors.forbidden("Only an owner of this workspace may do that.");
  }

  static ApiException lastOwner() {
    return Errors.conflict(
        "This is the only owner of the workspace. Make another member an owner first (PATCH"
            + " /workspaces/{id}/members/{user_id}), or delete the workspace.");
  }

  static ApiException soleOwner(List<String> slugs) {
    return Errors.conflict(
        "You are the only owner of workspaces that others are in: "
            + String.join(", ", slugs)
            + ". Make somebody else an owner there, remove the others, or delete the workspace;"
            + " then delete your account.");
  }

  static ApiException changedMeanwhile() {
    return Errors.conflict("Your workspaces changed at the same moment. Try again.");
  }

  static ApiException full(long limit, String plan) {
    return Errors.planLimit(
        "The plan '"
            + plan
            + "' lets a workspace have "
            + limit
            + " members, invited ones included (limit: members). Remove somebody, revoke an"
            + " invitation, or change the plan.");
  }

  static ApiException memberAlready() {
    return Errors.invalidField("email", "is the address of a member already");
  }

  static ApiException noInvite() {
    return Errors.notFound("Invitation");
  }

  /** Unknown, expired and revoked ones: nobody learns which. */
  static ApiException noSuchToken() {
    return ApiException.of(
            ErrorKind.NOT_FOUND,
            "NOT_FOUND",
            "This invitation is unknown, expired or revoked. Ask an owner of the workspace for a"
                + " new one.")
        .build();
  }

  static ApiException accepted() {
    return Errors.conflict(
        "This invitation has been accepted already; each is good once. See GET /workspaces.");
  }

  static ApiException forSomebodyElse() {
    return Errors.forbidden(
        "This invitation is for another email address. Sign in with the account that was invited,"
            + " or ask an owner to invite yours.");
  }

  static ApiException lockedKey() {
    return Errors.forbidden(
        "This key is locked to its workspace. Use a session or a key that is not locked.");
  }

  static ApiException unusable() {
    return Errors.forbidden(
        "This invitation is unknown, used, expired or for another address. Ask who invited you for"
            + " a new one.");
  }

  static ApiException wrongName(String name) {
    return Errors.invalidField(
        "confirmation_name", "must be the name of the workspace, '" + name + "', to delete it");
  }
}
