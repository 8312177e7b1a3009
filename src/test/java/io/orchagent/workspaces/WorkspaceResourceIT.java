package io.orchagent.workspaces;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class WorkspaceResourceIT extends WorkspaceResourceTest {}
