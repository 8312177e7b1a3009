package io.orchagent.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes to a cluster is what the API server and this application understand. */
class ManifestsTest {
  private static final Set<Integer> PORTS = Set.of(8080, 9000);

  /** Whose image is not ours. */
  private static final Set<String> OTHERS = Set.of("postgres", "redis", "tick");

  @BeforeAll
  static void kubectl() {
    assumeTrue(
        Manifests.canRender(),
        "kubectl is not on the PATH (Debian: apt-get install kubernetes-client); the manifests"
            + " under k8s are not checked");
  }

  static List<Path> overlays() {
    return Manifests.overlays();
  }

  @Test
  void there_are_three_ways_to_run_it() {
    assertThat(overlays())
        .extracting(path -> path.getFileName().toString())
        .containsExactly("dev", "knative", "production");
  }

  @Test
  void a_field_that_nobody_knows_is_found() {
    HasMetadata object =
        Serialization.unmarshal(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: odd}
            spec: {template: {spec: {containers: [{name: server, imagePullPolicies: Never}]}}}
            """);
    assertThat(unknown(object)).hasSize(1).first().asString().endsWith(".imagePullPolicies");
  }

  private static List<String> unknown(HasMetadata object) {
    List<String> found = new ArrayList<>();
    Models.walk(
        object,
        (path, model) ->
            Models.unknown(model)
                .keySet()
                .forEach(field -> found.add(name(object) + path + "." + field)));
    return found;
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void the_api_server_knows_every_field(Path overlay) {
    for (HasMetadata object : Manifests.objects(overlay)) {
      assertThat(object.getClass().getSimpleName()).isNotEqualTo("GenericKubernetesResource");
      assertThat(unknown(object)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void a_name_is_there_once_and_all_is_in_one_namespace(Path overlay) {
    List<HasMetadata> objects = Manifests.objects(overlay);
    assertThat(objects).extracting(ManifestsTest::name).doesNotHaveDuplicates();
    assertThat(objects)
        .filteredOn(each -> !each.getKind().equals("Namespace"))
        .allSatisfy(each -> assertThat(each.getMetadata().getNamespace()).isEqualTo("orchagent"));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void containers_may_as_little_as_possible(Path overlay) {
    for (HasMetadata object : Manifests.objects(overlay)) {
      Models.walk(
          object,
          (path, model) -> {
            if (model instanceof PodSpec pod) {
              assertThat(pod.getAutomountServiceAccountToken()).as(name(object)).isFalse();
              assertThat(pod.getSecurityContext().getRunAsNonRoot()).as(name(object)).isTrue();
              assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                  .isEqualTo("RuntimeDefault");
            }
          });
      for (Container container : Manifests.containers(object)) {
        SecurityContext rights = container.getSecurityContext();
        assertThat(rights.getAllowPrivilegeEscalation()).as(container.getName()).isFalse();
        assertThat(rights.getReadOnlyRootFilesystem()).as(container.getName()).isTrue();
        assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(container.getImage()).matches(".+:v?\\d+(\\.\\d+)+").doesNotContain("latest");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void every_variable_configures_something(Path overlay) {
    ConfigurationKeys keys = ConfigurationKeys.read();
    List<HasMetadata> objects = Manifests.objects(overlay);
    List<String> variables = new ArrayList<>();
    for (HasMetadata object : objects) {
      if (object instanceof ConfigMap map) {
        variables.addAll(map.getData().keySet());
      }
      for (Container container : Manifests.containers(object)) {
        if (!OTHERS.contains(container.getName())) {
          container.getEnv().stream().map(EnvVar::getName).forEach(variables::add);
        }
      }
    }
    assertThat(variables).isNotEmpty().allMatch(keys::has);
    assertThat(keys.has("ORCHAGENT_NO_SUCH_THING")).isFalse();
    assertThat(keys.has("QUARKUS_FLYWAY_NO_SUCH_THING")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void no_secret_is_written_down(Path overlay) {
    List<HasMetadata> objects = Manifests.objects(overlay);
    assertThat(objects).noneMatch(Secret.class::isInstance);
    for (HasMetadata object : objects) {
      if (object instanceof ConfigMap map) {
        assertThat(map.getData().keySet()).noneMatch(ManifestsTest::isSecret);
      }
      for (Container container : Manifests.containers(object)) {
        assertThat(container.getEnv())
            .filteredOn(each -> isSecret(each.getName()))
            .allSatisfy(each -> assertThat(each.getValue()).isNull());
      }
    }
  }

  private static boolean isSecret(String variable) {
    return variable.matches(".*(PASSWORD|SECRET|MASTER_KEY|REDIS_HOSTS).*");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void services_probes_and_policies_name_ports_that_are_there(Path overlay) {
    List<HasMetadata> objects = Manifests.objects(overlay);
    Map<String, Integer> named = new HashMap<>();
    for (HasMetadata object : objects) {
      for (Container container : Manifests.containers(object)) {
        for (ContainerPort port : container.getPorts()) {
          named.put(port.getName(), port.getContainerPort());
          if (container.getName().equals("server")) {
            assertThat(PORTS).contains(port.getContainerPort());
          }
        }
      }
    }
    for (HasMetadata object : objects) {
      if (object instanceof Service service && service.getSpec().getPorts() != null) {
        service.getSpec().getPorts().forEach(port -> isNamed(named, port.getTargetPort()));
      } else if (object instanceof NetworkPolicy policy) {
        policy
            .getSpec()
            .getIngress()
            .forEach(rule -> rule.getPorts().forEach(port -> isNamed(named, port.getPort())));
      }
      for (Container container : Manifests.containers(object)) {
        probes(container)
            .filter(probe -> probe.getHttpGet() != null && probe.getHttpGet().getPort() != null)
            .forEach(probe -> isNamed(named, probe.getHttpGet().getPort()));
      }
    }
  }

  private static Stream<Probe> probes(Container container) {
    return Stream.of(
            container.getStartupProbe(),
            container.getReadinessProbe(),
            container.getLivenessProbe())
        .flatMap(probe -> Optional.ofNullable(probe).stream());
  }

  private static void isNamed(Map<String, Integer> named, IntOrString port) {
    assertThat(named).containsKey(port.getStrVal());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void what_selects_pods_selects_some(Path overlay) {
    List<HasMetadata> objects = Manifests.objects(overlay);
    List<Map<String, String>> pods = new ArrayList<>();
    objects.forEach(
        object ->
            Models.walk(
                object,
                (path, model) -> {
                  if (model instanceof PodTemplateSpec template) {
                    pods.add(template.getMetadata().getLabels());
                  }
                }));
    for (HasMetadata object : objects) {
      Optional<Map<String, String>> selector = selector(object);
      selector.ifPresent(
          labels ->
              assertThat(pods)
                  .as(name(object))
                  .anyMatch(pod -> pod.entrySet().containsAll(labels.entrySet())));
    }
  }

  private static Optional<Map<String, String>> selector(HasMetadata object) {
    return Optional.ofNullable(
        switch (object) {
          case Service service -> service.getSpec().getSelector();
          case Deployment deployment -> deployment.getSpec().getSelector().getMatchLabels();
          case PodDisruptionBudget budget -> budget.getSpec().getSelector().getMatchLabels();
          case NetworkPolicy policy -> policy.getSpec().getPodSelector().getMatchLabels();
          default -> null;
        });
  }

  @Test
  void in_production_there_are_three_servers_at_least_and_one_at_most_is_away() {
    List<HasMetadata> objects = Manifests.objects(Path.of("k8s/overlays/production"));
    HorizontalPodAutoscaler scaler = only(objects, HorizontalPodAutoscaler.class);
    assertThat(scaler.getSpec().getMinReplicas()).isEqualTo(3);
    assertThat(only(objects, PodDisruptionBudget.class).getSpec().getMaxUnavailable().getIntVal())
        .isEqualTo(1);
    Deployment deployment = only(objects, Deployment.class);
    assertThat(scaler.getSpec().getScaleTargetRef().getName())
        .isEqualTo(deployment.getMetadata().getName());
    assertThat(deployment.getSpec().getReplicas()).as("the autoscaler's").isNull();
    assertThat(deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
        .isGreaterThan(30);
  }

  private static <T> T only(List<HasMetadata> objects, Class<T> type) {
    return objects.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce(
            (a, b) -> {
              throw new IllegalStateException("two of " + type);
            })
        .orElseThrow();
  }

  private static String name(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }
}
