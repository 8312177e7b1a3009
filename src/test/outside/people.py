#!/usr/bin/env python3
"""Walks through the life of people, workspaces and agents from the outside: three people, two
workspaces; invitations, roles, the last owner, the catalogue, forks, transfers, deletions, audit,
sessions, passwords, and what is left in the end. Parts whose routes the server's own document
lacks are named and left out. Standard library only.

usage: people.py BASE_URL     (for instance http://127.0.0.1:8080; loopback only)
"""
import concurrent.futures
import sys
import uuid

import outside
from outside import check, is_error, multipart, request, zipped

ROUTES = set()
skipped = []


class Person:
    def __init__(self, name, **more):
        self.name, self.email, self.password = name, f"{name}-{uuid.uuid4().hex[:10]}@example.test", f"correct horse {uuid.uuid4()}"
        made = request("POST", "/auth/register", {"email": self.email, "password": self.password, "name": name.title(), **more})
        check(f"{name} registers", made.status, 201)
        self.id, self.home, self.slug = made["data.user.id"], made["data.workspace.id"], made["data.workspace.slug"]
        self.session = made["data.session.access_token"]

    def __call__(self, method, path, body=None, workspace=None, **more):
        headers = {"X-Workspace-Id": workspace} if workspace else {}
        return request(method, path, body, self.session, headers, **more)


def there(what, *routes):
    missing = [route for route in routes if route not in ROUTES]
    if missing:
        skipped.append(f"{what} ({', '.join(missing)})")
    return not missing


def status(name, answer, wanted):
    check(f"{name}: {answer['error.message']}", answer.status, wanted)
    return answer


def invited(owner, workspace, person, role="member"):
    made = status(f"{owner.name} invites {person.name}", owner("POST", f"/workspaces/{workspace}/invite", {"email": person.email, "role": role}), 200)
    return made["data.invite.invite_url"].split("token=")[1]


def accepted(person, token):
    return person("POST", "/invites/accept", {"token": token})


def tool(person, workspace, name, program="print('{\"ok\": true}')", **fields):
    made = status(f"publish {name}", person("POST", "/agents", {"name": name, "type": "tool", "required_secrets": [], **fields}, workspace), 201)
    body, kind = multipart([("bundle", "bundle.zip", "application/zip", zipped({"main.py": program}))])
    status(f"upload {name}", person("POST", f"/agents/{made['data.agent.id']}/upload", workspace=workspace, raw=body, kind=kind), 200)
    return made["data.agent.id"]


def workspaces(ada, ben, cem):
    lab = status("a workspace", ada("POST", "/workspaces", {"name": "Lab " + ada.slug}), 201)
    shop = status("another", ben("POST", "/workspaces", {"name": "Shop " + ben.slug}), 201)
    for slug in ("lаb", "LAB", "a--b", "agents", "-lab", "ｌab"):
        is_error(f"slug {slug}", ada("POST", "/workspaces", {"name": "x", "slug": slug}), 400, "INVALID_INPUT")
    is_error("a taken slug", ben("POST", "/workspaces", {"name": "x", "slug": lab["data.slug"]}), 409, "CONFLICT")
    is_error("a stranger", ben("GET", f"/workspaces/{lab['data.id']}"), 404, "NOT_FOUND")
    return lab["data"], shop["data"]


def invitations(ada, ben, cem, lab):
    path = f"/workspaces/{lab}"
    is_error("an unknown role", ada("POST", path + "/invite", {"email": ben.email, "role": "admin"}), 400, "INVALID_INPUT")
    is_error("an address with a look-alike", ada("POST", path + "/invite", {"email": ben.email.replace("e", "е")}), 400, "INVALID_INPUT")
    token = invited(ada, lab, ben)
    is_error("another person's invitation", accepted(cem, token), 403, "FORBIDDEN")
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        both = sorted(a.status for a in pool.map(lambda _: accepted(ben, token), range(6)))
    check("accepted six times at once", both, [200] + [409] * 5)
    is_error("accepted again", accepted(ben, token), 409, "CONFLICT")
    token = invited(ada, lab, cem)
    invite = ada("GET", path + "/invites")["data.0.id"]
    check("it waits", ada("GET", path + "/members").json["metadata"]["invites"][0]["email"], cem.email)
    status("revoked", ada("DELETE", f"{path}/invites/{invite}"), 200)
    is_error("a revoked one", accepted(cem, token), 404, "NOT_FOUND")
    status("cem joins", accepted(cem, invited(ada, lab, cem)), 200)
    check("three members", len(ben("GET", path + "/members").json["data"]), 3)


def roles(ada, ben, cem, lab):
    path = f"/workspaces/{lab}"
    is_error("a member invites nobody", ben("POST", path + "/invite", {"email": "x@example.test"}), 403, "FORBIDDEN")
    is_error("a member sees no audit", ben("GET", path + "/audit"), 403, "FORBIDDEN")
    is_error("the last owner leaves not", ada("DELETE", f"{path}/members/{ada.id}"), 409, "CONFLICT")
    is_error("the last owner steps not down", ada("PATCH", f"{path}/members/{ada.id}", {"role": "member"}), 409, "CONFLICT")
    status("ben is an owner", ada("PATCH", f"{path}/members/{ben.id}", {"role": "owner"}), 200)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        both = sorted(a.status for a in pool.map(lambda p: p("PATCH", f"{path}/members/{p.id}", {"role": "member"}), (ada, ben)))
    check("of two owners who step down at once one stays", both, [200, 409])
    owner, other = (ada, ben) if ada("GET", path + "/audit").status == 200 else (ben, ada)
    status("owners again", owner("PATCH", f"{path}/members/{other.id}", {"role": "owner"}), 200)
    status("ben is a member", ada("PATCH", f"{path}/members/{ben.id}", {"role": "member"}), 200)


def agents(ada, ben, cem, lab, shop):
    name = "sum-" + uuid.uuid4().hex[:8]
    first = tool(ada, lab["id"], name)
    is_error("a member makes nothing public", ben("PATCH", f"/agents/{first}", {"is_public": True}, lab["id"]), 403, "FORBIDDEN")
    is_error("private", cem("POST", f"/{lab['slug']}/{name}/latest/run", {}, cem.home), 404, "NOT_FOUND")
    status("public", ada("PATCH", f"/agents/{first}", {"is_public": True}, lab["id"]), 200)
    status("called from elsewhere", cem("POST", f"/{lab['slug']}/{name}/latest/run", {}, cem.home), 200)
    found = request("GET", f"/public/agents?org={lab['slug']}")
    check("in the catalogue", [a["name"] for a in found.json["data"]], [name])
    series = "race-" + uuid.uuid4().hex[:8]
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        made = list(pool.map(lambda _: ada("POST", "/agents", {"name": series, "type": "tool", "required_secrets": []}, lab["id"]), range(12)))
    check("twelve publishes at once", sorted(int(a["data.agent.version"][1:]) for a in made), list(range(1, 13)))
    if there("stars", "POST /agents/{id}/star"):
        check("a star", cem("POST", f"/agents/{first}/star", None, cem.home)["data.stars_count"], 1)
    if there("search with typing errors", "POST /agents/{id}/star"):
        check("found by its name", request("GET", f"/public/agents?search={name}").json["data"][0]["name"], name)
    if there("forks", "POST /agents/{id}/fork"):
        fork = status("a fork", ben("POST", f"/agents/{first}/fork", {"workspace_id": shop["id"]}), lambda s: s in (200, 201))
        check("a fork's origin", fork["data.agent.forked_from"], lambda v: v is not None)
        is_error("a fork into a workspace that is not one's own", cem("POST", f"/agents/{first}/fork", {"workspace_id": shop["id"]}), 403, "FORBIDDEN")
    if there("deletion of agents", "DELETE /agents/{id}", "POST /agents/{id}/restore"):
        is_error("the wrong name", ada("DELETE", f"/agents/{first}?confirmation_name=x{name}", None, lab["id"]), 400, "INVALID_INPUT")
        status("deleted", ada("DELETE", f"/agents/{first}?confirmation_name={name}", None, lab["id"]), 200)
        is_error("gone", request("GET", f"/public/agents/{lab['slug']}/{name}/v1"), 404, "NOT_FOUND")
        status("restored", ada("POST", f"/agents/{first}/restore", None, lab["id"]), 200)
    if there("transfer", "POST /agents/{id}/transfer"):
        is_error("to a workspace that one is not in", ada("POST", f"/agents/{first}/transfer", {"target_workspace_id": shop["id"], "confirmation_name": name}, lab["id"]), 403, "FORBIDDEN")
    return name


def accounts(ada, lab):
    events = ada("GET", f"/workspaces/{lab}/audit?limit=200").json["data"]
    for action in ("workspace.created", "invite.created", "invite.revoked", "member.joined", "member.made_owner", "member.made_member", "agent.published"):
        check(f"{action} is in the audit", action in {e["action"] for e in events})
    if there("sessions", "GET /auth/sessions"):
        check("one session", len(ada("GET", "/auth/sessions").json["data"]), 1)
    if there("change of a password", "POST /auth/password"):
        other = request("POST", "/auth/login", {"email": ada.email, "password": ada.password})["data.session.access_token"]
        new = f"another horse {uuid.uuid4()}"
        is_error("the wrong password", ada("POST", "/auth/password", {"current_password": "x" + ada.password, "new_password": new}), lambda s: s in (400, 401, 403), ada("POST", "/auth/password", {"current_password": "x" + ada.password, "new_password": new})["error.code"])
        status("a new password", ada("POST", "/auth/password", {"current_password": ada.password, "new_password": new}), 200)
        ada.password = new
        check("other sessions are over", request("GET", "/org", key=other).status, 401)
        check("this one is not", ada("GET", "/org").status, 200)


def endings(ada, ben, cem, lab, shop, agent):
    path = f"/workspaces/{lab['id']}"
    status("cem leaves", cem("DELETE", f"{path}/members/{cem.id}"), 200)
    is_error("left", cem("GET", path), 404, "NOT_FOUND")
    is_error("the only owner stays while others are there", ada("DELETE", "/users/me"), 409, "CONFLICT")
    is_error("the wrong name", ada("DELETE", path + "?confirmation_name=lab"), 400, "INVALID_INPUT")
    key = status("a key", ada("POST", "/api-keys", {"name": "lab"}, lab["id"]), 201)["data.key"]
    tool(ada, lab["id"], "endless", "import threading; threading.Event().wait(200)")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        going = pool.submit(ada, "POST", f"/{lab['slug']}/endless/v1/run", {}, lab["id"])
        while not any(r["status"] == "running" for r in ada("GET", path + "/runs").json["data"]):
            pass
        status("the workspace is deleted", ada("DELETE", f"{path}?confirmation_name={lab['slug']}"), 200)
        check("its run is cancelled", going.result(timeout=30)["error.code"], "CANCELLED")
    for person in (ada, ben):
        is_error(f"{person.name} reaches it no more", person("GET", path), 404, "NOT_FOUND")
    check("its key is good no more", request("GET", "/org", key=key).status, 401)
    is_error("its agents are gone", cem("POST", f"/{lab['slug']}/{agent}/latest/run", {}, cem.home), 404, "NOT_FOUND")
    is_error("its slug is nobody's again", ben("POST", "/workspaces", {"name": "x", "slug": lab["slug"]}), 409, "CONFLICT")
    status("cem joins the shop", accepted(cem, invited(ben, shop["id"], cem)), 200)
    status("ada deletes her account", ada("DELETE", "/users/me"), 200)
    check("and is nobody", ada("GET", "/users/me").status, 401)
    status("cem deletes his", cem("DELETE", "/users/me"), 200)
    left = ben("GET", f"/workspaces/{shop['id']}/audit").body.decode()
    check("the audit has forgotten him", cem.email not in left and f"deleted-{cem.id}" in left)
    check("ben is alone", len(ben("GET", f"/workspaces/{shop['id']}/members").json["data"]), 1)


def main():
    for path, item in request("GET", "/openapi.json").json["paths"].items():
        ROUTES.update(f"{method.upper()} {path}" for method in item)
    ada, ben, cem = Person("ada"), Person("ben"), Person("cem")
    lab, shop = workspaces(ada, ben, cem)
    invitations(ada, ben, cem, lab["id"])
    roles(ada, ben, cem, lab["id"])
    agent = agents(ada, ben, cem, lab, shop)
    accounts(ada, lab["id"])
    endings(ada, ben, cem, lab, shop, agent)
    for part in skipped:
        print("LEFT OUT, no such route: " + part)
    print(f"{outside.passed} passed, {len(outside.failed)} failed, {len(skipped)} left out")
    sys.exit(1 if outside.failed else 0)


if __name__ == "__main__":
    main()
