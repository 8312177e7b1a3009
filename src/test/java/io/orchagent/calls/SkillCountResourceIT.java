package io.orchagent.calls;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class SkillCountResourceIT extends SkillCountResourceTest {}
