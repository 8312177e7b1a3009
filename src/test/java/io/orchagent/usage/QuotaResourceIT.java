package io.orchagent.usage;

import io.orchagent.testing.TightPlan;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

/** The same against the packaged application. */
@QuarkusIntegrationTest
@TestProfile(TightPlan.class)
class QuotaResourceIT extends QuotaResourceTest {}
