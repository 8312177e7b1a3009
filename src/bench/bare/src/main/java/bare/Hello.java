package bare;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Answers at once, on the event loop: no framework can be asked for less. */
@Path("/")
@NonBlocking
public class Hello {
  /** What is sent and answered. */
  public record Greeting(String message) {}

  @GET
  public Greeting greeting() {
    return new Greeting("Hello there.");
  }

  @POST
  public Greeting echo(Greeting greeting) {
    return greeting;
  }
}
