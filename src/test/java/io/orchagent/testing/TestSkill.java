package io.orchagent.testing;

import io.restassured.path.json.JsonPath;
import java.util.HashMap;
import java.util.Map;

/** A published skill, made over HTTP alone. */
public final class TestSkill {
  /** A program that tells what it finds of skills: dir, files by name, here, writable. */
  public static final String LISTER =
      """
      import json, os
      d = os.environ.get('ORCHAGENT_SKILLS_DIR')
      files = {n: open(os.path.join(d, n)).read() for n in sorted(os.listdir(d))} if d else None
      print(json.dumps({'dir': d, 'files': files, 'here': sorted(os.listdir('.')),
        'writable': any(os.access(os.path.join(d, n), os.W_OK) for n in files) if d else False}))
      """;

  public final String id;
  public final String org;
  public final String name;

  private TestSkill(String id, String org, String name) {
    this.id = id;
    this.org = org;
    this.name = name;
  }

  /** Its first version, private unless the further fields, by names and values, say otherwise. */
  public static TestSkill publish(TestWorkspace author, String text, Object... more) {
    return publish(author, "skill-" + TestWorkspace.unique(), text, more);
  }

  private static TestSkill publish(TestWorkspace author, String name, String text, Object... more) {
    Map<String, Object> body = new HashMap<>(Map.of("name", name, "type", "skill"));
    body.put("prompt", text);
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    JsonPath made = TestTool.publish(author, body);
    return new TestSkill(made.getString("data.agent.id"), author.slug, name);
  }

  /** The next version. */
  public TestSkill next(TestWorkspace author, String text, Object... more) {
    return publish(author, name, text, more);
  }

  public void makePrivate(TestWorkspace author) {
    author.asOwner().body(Map.of("is_public", false)).patch("/agents/" + id).then().statusCode(200);
  }

  /** The newest one. */
  public String ref() {
    return org + "/" + name;
  }

  /** One version. */
  public String ref(int version) {
    return ref() + "@v" + version;
  }

  /** The name that a program finds the first version under. */
  public String file() {
    return org + "_" + name + "_v1.md";
  }
}
