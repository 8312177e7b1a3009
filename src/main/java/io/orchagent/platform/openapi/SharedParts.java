package io.orchagent.platform.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createAPIResponse;
import static org.eclipse.microprofile.openapi.OASFactory.createComponents;
import static org.eclipse.microprofile.openapi.OASFactory.createContent;
import static org.eclipse.microprofile.openapi.OASFactory.createMediaType;
import static org.eclipse.microprofile.openapi.OASFactory.createSecurityRequirement;
import static org.eclipse.microprofile.openapi.OASFactory.createSecurityScheme;

import io.orchagent.platform.security.Admin;
import io.orchagent.platform.security.Caller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Owner;
import io.orchagent.platform.security.SignedIn;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

/** Adds to every operation what all share: the envelope, failures, security. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class SharedParts implements OASFilter {
  private static final String BEARER = "bearerAuth";
  private static final DotName OPERATION =
      DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);
  private static final Map<String, String> FAILURES =
      new TreeMap<>(
          Map.of(
              "400", "The request does not fit; `fields` lists everything at once",
              "401", "No valid credential",
              "403", "Known, but not allowed with this role or credential",
              "404", "Absent, or not visible to this caller",
              "500", "A bug on our side",
              "503", "Shutting down, or a part it needs is away"));

  private static final Map<String, String> FAILURES_WITH_BODY =
      Map.of("413", "A body, file or bundle over its limit", "415", "Content type not accepted");

  private final Set<String> secured;

  /** Called by the build, which knows all annotations. */
  public SharedParts(IndexView index) {
    this.secured =
        Stream.of(SignedIn.class, Member.class, Owner.class, Admin.class, Caller.class)
            .flatMap(access -> index.getAnnotations(DotName.createSimple(access)).stream())
            .map(AnnotationInstance::target)
            .filter(target -> target.kind() == AnnotationTarget.Kind.METHOD)
            .map(target -> target.asMethod().annotation(OPERATION))
            .filter(operation -> operation != null && operation.value("operationId") != null)
            .map(operation -> operation.value("operationId").asString())
            .collect(Collectors.toSet());
  }

  /** Ids and times are text with a format, not schemas of their own. */
  @Override
  public Schema filterSchema(Schema schema) {
    String ref = String.valueOf(schema.getRef());
    if (ref.endsWith("/UUID") || ref.endsWith("/Instant")) {
      schema.setRef(null);
      schema.setType(List.of(Schema.SchemaType.STRING));
      schema.setFormat(ref.endsWith("/UUID") ? "uuid" : "date-time");
    }
    if (ref.endsWith("/RawValue")) {
      // Any JSON, passed on as it was stored
      schema.setRef(null);
      schema.setType(null);
    }
    return schema;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getComponents() == null) {
      document.setComponents(createComponents());
    }
    SharedSchemas.addTo(document.getComponents());
    document
        .getComponents()
        .addSecurityScheme(
            BEARER,
            createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(
                    "An API key (sk_live_…), an agent's key (sk_agent_…) or a session token"));
    Map<String, Schema> schemas = document.getComponents().getSchemas();
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) ->
                item.getOperations()
                    .values()
                    .forEach(operation -> complete(path, operation, schemas)));
    dropWrappers(document);
  }

  private void complete(String path, Operation operation, Map<String, Schema> schemas) {
    boolean needsCredential = secured.contains(operation.getOperationId());
    if (needsCredential) {
      operation.setSecurity(List.of(createSecurityRequirement().addScheme(BEARER)));
    }
    operation
        .getResponses()
        .getAPIResponses()
        .forEach((status, response) -> wrap(status, response, schemas));
    Map<String, APIResponse> all = new LinkedHashMap<>(operation.getResponses().getAPIResponses());
    FAILURES.forEach(
        (status, description) -> {
          boolean possible =
              switch (status) {
                case "401", "403" -> needsCredential;
                case "404" -> path.contains("{");
                default -> true;
              };
          if (possible) {
            all.putIfAbsent(status, createAPIResponse().description(description));
          }
        });
    if (operation.getRequestBody() != null) {
      addTo(all, FAILURES_WITH_BODY);
    }
    all.forEach(
        (status, response) -> {
          if (status.startsWith("4") || status.startsWith("5")) {
            response.setContent(
                createContent()
                    .addMediaType(
                        "application/json",
                        createMediaType().schema(SharedSchemas.ref("ErrorResponse"))));
          }
        });
    operation.getResponses().setAPIResponses(new TreeMap<>(all));
  }

  private static void addTo(Map<String, APIResponse> responses, Map<String, String> failures) {
    failures.forEach(
        (status, description) ->
            responses.putIfAbsent(status, createAPIResponse().description(description)));
  }

  private static void wrap(String status, APIResponse response, Map<String, Schema> schemas) {
    if (!status.startsWith("2") || response.getContent() == null) {
      return;
    }
    MediaType media = response.getContent().getMediaType("application/json");
    if (media == null || media.getSchema() == null || isBare(media.getSchema())) {
      return;
    }
    Schema data = media.getSchema();
    String metadata = "Metadata";
    Schema target = resolved(data, schemas);
    if (isPage(data)) {
      data = target.getProperties().get("items");
      metadata = "PageMetadata";
    } else if (String.valueOf(data.getRef()).endsWith("/Plain")) {
      data = SharedSchemas.object("What the agent answered");
      metadata = "Metadata";
    }
    media.setSchema(
        SharedSchemas.object("Success")
            .required(List.of("data", "metadata"))
            .addProperty("data", data)
            .addProperty("warnings", SharedSchemas.listOf(SharedSchemas.ref("Warning")))
            .addProperty("metadata", SharedSchemas.ref(metadata)));
  }

  private static Schema resolved(Schema schema, Map<String, Schema> schemas) {
    String ref = schema.getRef();
    return ref == null ? schema : schemas.get(ref.substring(ref.lastIndexOf('/') + 1));
  }

  private static boolean isPage(Schema schema) {
    return schema.getRef() != null && schema.getRef().contains("/schemas/Page");
  }

  private static boolean isBare(Schema schema) {
    return schema.getRef() != null && schema.getRef().endsWith("/Health");
  }

  /** The records that only carry a list or a value are no schemas of their own. */
  private static void dropWrappers(OpenAPI document) {
    List.copyOf(document.getComponents().getSchemas().keySet()).stream()
        .filter(
            name ->
                List.of("Plain", "UUID", "Instant", "RawValue").contains(name)
                    || (name.startsWith("Page") && !name.equals("PageMetadata")))
        .forEach(name -> document.getComponents().removeSchema(name));
  }
}
