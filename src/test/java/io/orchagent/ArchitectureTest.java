package io.orchagent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.orchagent.platform.security.Admin;
import io.orchagent.platform.security.Anonymous;
import io.orchagent.platform.security.Caller;
import io.orchagent.platform.security.Member;
import io.orchagent.platform.security.Open;
import io.orchagent.platform.security.Owner;
import io.orchagent.platform.security.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The house: who may import whom, and what each kind of class looks like. */
@Tag("gate")
@AnalyzeClasses(packages = "io.orchagent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** Imports go to a lower number only, and not sideways. */
  private static final Map<String, Integer> TIERS =
      Map.ofEntries(
          Map.entry("platform", 0),
          Map.entry("workspaces", 1),
          Map.entry("audit", 1),
          Map.entry("identity", 2),
          Map.entry("secrets", 2),
          Map.entry("llm", 2),
          Map.entry("sandbox", 2),
          Map.entry("agents", 3),
          Map.entry("calls", 4),
          Map.entry("schedules", 5),
          Map.entry("services", 5),
          Map.entry("usage", 6),
          Map.entry("storage", 6),
          Map.entry("inbox", 6),
          Map.entry("billing", 7),
          Map.entry("admin", 8),
          Map.entry("dashboard", 8),
          Map.entry("cli", 8),
          Map.entry("mcp", 8));

  @ArchTest
  static final ArchRule features_import_downwards_only =
      classes()
          .that()
          .resideInAPackage("io.orchagent.*..")
          .should(
              new ArchCondition<>("import only packages of lower tiers") {
                @Override
                public void check(JavaClass from, ConditionEvents events) {
                  String feature = featureOf(from);
                  from.getDirectDependenciesFromSelf()
                      .forEach(
                          dependency -> {
                            JavaClass to = dependency.getTargetClass().getBaseComponentType();
                            String other = featureOf(to);
                            if (!other.isEmpty()
                                && !other.equals(feature)
                                && TIERS.get(other) >= TIERS.get(feature)) {
                              events.add(
                                  SimpleConditionEvent.violated(from, dependency.getDescription()));
                            }
                          });
                }
              });

  private static String featureOf(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.");
    boolean ours = parts.length > 2 && parts[0].equals("io") && parts[1].equals("orchagent");
    return ours ? parts[2] : "";
  }

  @ArchTest
  static final ArchRule every_package_has_its_tier =
      classes()
          .that()
          .resideInAPackage("io.orchagent.*..")
          .should(
              new ArchCondition<>("belong to a package of the house") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  if (!TIERS.containsKey(featureOf(type))) {
                    events.add(SimpleConditionEvent.violated(type, type.getName()));
                  }
                }
              });

  @ArchTest
  static final ArchRule platform_packages_have_no_cycles =
      slices().matching("io.orchagent.platform.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule injection_is_by_constructor =
      fields().should().notBeAnnotatedWith(Inject.class);

  @ArchTest
  static final ArchRule resources_run_on_virtual_threads =
      classes()
          .that()
          .areAnnotatedWith(Path.class)
          .should()
          .beAnnotatedWith(RunOnVirtualThread.class)
          .andShould()
          .haveSimpleNameEndingWith("Resource");

  @ArchTest
  static final ArchRule resources_return_records =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .areAnnotatedWith(Path.class)
          .should()
          .haveRawReturnType(Response.class);

  @ArchTest
  static final ArchRule every_operation_says_who_may_call_it =
      methods()
          .that(
              new DescribedPredicate<JavaMethod>("are operations") {
                @Override
                public boolean test(JavaMethod method) {
                  return method.getAnnotations().stream()
                      .anyMatch(a -> a.getRawType().isAnnotatedWith(HttpMethod.class));
                }
              })
          .should(
              new ArchCondition<>("carry exactly one access annotation") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  long count =
                      List.of(
                              Open.class,
                              Anonymous.class,
                              SignedIn.class,
                              Caller.class,
                              Member.class,
                              Owner.class,
                              Admin.class)
                          .stream()
                          .filter(method::isAnnotatedWith)
                          .count();
                  if (count != 1) {
                    events.add(
                        SimpleConditionEvent.violated(
                            method, method.getFullName() + " carries " + count));
                  }
                }
              });

  @ArchTest
  static final ArchRule entities_stay_inside_their_feature =
      classes()
          .that()
          .areAnnotatedWith(Entity.class)
          .should(
              new ArchCondition<>("be used by their own feature only") {
                @Override
                public void check(JavaClass entity, ConditionEvents events) {
                  entity.getDirectDependenciesToSelf().stream()
                      .filter(d -> !featureOf(d.getOriginClass()).equals(featureOf(entity)))
                      .filter(d -> d.getOriginClass().getPackageName().startsWith("io.orchagent"))
                      .forEach(
                          d ->
                              events.add(
                                  SimpleConditionEvent.violated(entity, d.getDescription())));
                }
              })
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule names_say_what_a_thing_is =
      noClasses().should().haveNameMatching(".*(Mapper|Helper|Util|Utils|Manager|Impl)$");
}
