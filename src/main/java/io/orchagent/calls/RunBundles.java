package io.orchagent.calls;

import io.orchagent.agents.AgentChanged;
import io.orchagent.agents.BundleCache;
import io.orchagent.agents.Release;
import io.orchagent.platform.files.FolderLease;
import io.orchagent.sandbox.Sandboxes;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bundles of runs. Knows which ones this server ran lately for which agent, so that what waits
 * for the next call ends when the agent is changed or deleted. On other servers it ends when nobody
 * calls any more: it is only ever used after the version was found callable.
 */
@Singleton
class RunBundles {
  private static final int AGENTS = 1000;

  private final BundleCache bundles;
  private final Sandboxes sandboxes;
  private final Map<AgentChanged, Set<Path>> called =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AgentChanged, Set<Path>> eldest) {
          return size() > AGENTS;
        }
      };

  RunBundles(BundleCache bundles, Sandboxes sandboxes) {
    this.bundles = bundles;
    this.sandboxes = sandboxes;
  }

  /** The folder to run the release from, until it is closed; none when it has no bundle. */
  @Nullable FolderLease of(Release release) {
    if (release.bundleSha256() == null) {
      return null;
    }
    FolderLease bundle = bundles.unpacked(release.bundleSha256());
    AgentChanged agent = new AgentChanged(release.workspaceId(), release.name());
    synchronized (called) {
      called.computeIfAbsent(agent, key -> new HashSet<>()).add(bundle.folder());
    }
    return bundle;
  }

  void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) AgentChanged change) {
    Set<Path> bundles;
    synchronized (called) {
      bundles = called.remove(change);
    }
    if (bundles != null) {
      bundles.forEach(sandboxes::forget);
    }
  }
}
