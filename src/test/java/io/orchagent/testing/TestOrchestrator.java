package io.orchagent.testing;

import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A published tool whose runs make the calls that their input lists. */
public final class TestOrchestrator {
  /** Makes all calls at once with the key of its run, and tells what it was told. */
  private static final String PROGRAM =
      """
      import concurrent.futures, json, os, sys, urllib.error, urllib.request
      asked = json.load(sys.stdin)
      def call(one):
          headers = {'Authorization': 'Bearer ' + os.environ['ORCHAGENT_SERVICE_KEY'],
                     'Content-Type': 'application/json', **one.get('headers', {})}
          for name, variable in one.get('told', {}).items():
              headers[name] = os.environ[variable]
          request = urllib.request.Request(os.environ['ORCHAGENT_GATEWAY_URL'] + one['path'],
              data=json.dumps(one.get('input', {})).encode(), method='POST', headers=headers)
          try:
              with urllib.request.urlopen(request, timeout=50) as answer:
                  body = json.load(answer)
                  return {'status': answer.status, 'data': body['data'],
                          'run': body['metadata']['run_id']}
          except urllib.error.HTTPError as e:
              return {'status': e.code, **json.load(e)['error']}
      with concurrent.futures.ThreadPoolExecutor(12) as pool:
          answers = list(pool.map(call, asked['calls']))
      print(json.dumps({'answers': answers,
          'env': {k: v for k, v in os.environ.items() if k.startswith('ORCHAGENT_')}}))
      """;

  public final TestTool tool;

  private TestOrchestrator(TestTool tool) {
    this.tool = tool;
  }

  /**
   * Its first version.
   *
   * @param manifest what it says beside its dependencies; three hops when it says nothing of them
   * @param dependencies where their first versions are called
   */
  public static TestOrchestrator publish(
      TestWorkspace author, Map<String, Object> manifest, String... dependencies) {
    return new TestOrchestrator(
        TestTool.publish(
            author,
            Map.of("manifest", manifest(manifest, dependencies)),
            Map.of("main.py", PROGRAM)));
  }

  /** A manifest with dependencies on the first versions that are called there. */
  public static Map<String, Object> manifest(Map<String, Object> more, String... dependencies) {
    Map<String, Object> all = new HashMap<>(more);
    List<Object> named = new ArrayList<>();
    for (String path : dependencies) {
      String[] parts = path.split("/");
      named.add(Map.of("id", parts[1] + "/" + parts[2], "version", parts[3]));
    }
    all.put("dependencies", named);
    all.putIfAbsent("max_hops", 3);
    return all;
  }

  public String path() {
    return tool.path();
  }

  public String reference() {
    return tool.org + "/" + tool.name + "@v1";
  }

  /** One call, for {@link #run} or as the input of another orchestrator. */
  public static Map<String, Object> call(String path) {
    return Map.of("path", path);
  }

  /** The same with a header. */
  public static Map<String, Object> call(String path, String header, String value) {
    return Map.of("path", path, "headers", Map.of(header, value));
  }

  /** A call of an orchestrator, which makes calls itself. */
  public Map<String, Object> calling(Object... calls) {
    return Map.of("path", path(), "input", Map.of("calls", List.of(calls)));
  }

  /** The whole answer: of each call under {@code data.answers}. */
  public JsonPath run(TestWorkspace caller, Object... calls) {
    return caller
        .asOwner()
        .body(Map.of("calls", List.of(calls)))
        .post(path())
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
