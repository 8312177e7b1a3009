package io.orchagent.workspaces.members;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class InviteResourceIT extends InviteResourceTest {}
