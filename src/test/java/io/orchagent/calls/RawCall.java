package io.orchagent.calls;

import io.orchagent.testing.RawHttp;
import io.orchagent.testing.TestWorkspace;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Calls that are too large for rest-assured. */
final class RawCall {
  private static final String BOUNDARY = "the-boundary-of-these-tests";

  private RawCall() {}

  static HttpResponse<String> post(TestWorkspace caller, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    return post(caller, path, "application/json", body);
  }

  /** One file of zeros for each size. */
  static HttpResponse<String> postFiles(TestWorkspace caller, String path, int... sizes)
      throws IOException, InterruptedException {
    List<BodyPublisher> parts = new ArrayList<>();
    for (int size : sizes) {
      parts.add(
          BodyPublishers.ofString(
              "--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"f\"\r\n"
                  + "Content-Type: application/octet-stream\r\n\r\n"));
      parts.add(BodyPublishers.ofByteArray(new byte[size]));
      parts.add(BodyPublishers.ofString("\r\n"));
    }
    parts.add(BodyPublishers.ofString("--" + BOUNDARY + "--\r\n"));
    return post(
        caller,
        path,
        "multipart/form-data; boundary=" + BOUNDARY,
        BodyPublishers.concat(parts.toArray(BodyPublisher[]::new)));
  }

  private static HttpResponse<String> post(
      TestWorkspace caller, String path, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    return RawHttp.send(
        RawHttp.request(path)
            .header("Authorization", "Bearer " + caller.apiKey)
            .header("Content-Type", type)
            .POST(body));
  }
}
