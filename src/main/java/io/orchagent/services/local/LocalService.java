package io.orchagent.services.local;

import io.orchagent.services.runtime.InstanceStatus;
import io.orchagent.services.runtime.ServiceSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service here. Keeps as many places as it shall have, and replaces those of other generations
 * one after the other.
 */
final class LocalService {
  private final LocalRuntime.Means means;
  // The oldest first; those that are ending are among them until nothing of them runs
  private final List<Place> places = new ArrayList<>();
  private @Nullable ServiceSpec wanted;
  private boolean halted;
  private boolean closing;
  private volatile boolean listens;

  LocalService(LocalRuntime.Means means) {
    this.means = means;
  }

  synchronized void apply(ServiceSpec spec) {
    if (!closing) {
      wanted = spec;
      halted = false;
      step();
    }
  }

  /** Ends all; nothing runs when this returns. */
  void close() {
    List<Place> all;
    synchronized (this) {
      closing = true;
      all = List.copyOf(places);
    }
    all.forEach(Place::stop);
    all.forEach(Place::join);
  }

  List<InstanceStatus> instances() {
    List<InstanceStatus> all = new ArrayList<>();
    for (Place place : copy()) {
      InstanceStatus status = place.status();
      if (status != null) {
        all.add(status);
      }
    }
    return all;
  }

  private synchronized List<Place> copy() {
    return List.copyOf(places);
  }

  /** The supervision wants no more starts, until it says again what it wants. */
  synchronized void halt() {
    halted = true;
  }

  synchronized void gone(Place place) {
    places.remove(place);
    step();
  }

  /** Something of a place is another one now. */
  synchronized void changed() {
    step();
  }

  /** Whether an instance has ever listened: then the next ones are to do so before they count. */
  boolean listens() {
    return listens;
  }

  void seenListening() {
    listens = true;
  }

  private void step() {
    ServiceSpec spec = wanted;
    if (closing || spec == null) {
      return;
    }
    while (endOne(spec) || startOne(spec)) {
      // one at a time, each by what is then
    }
  }

  private boolean startOne(ServiceSpec spec) {
    int most = spec.instances() + (spec.surge() ? 1 : 0);
    if (halted || fresh(spec).size() >= spec.instances() || places.size() >= most) {
      return false;
    }
    Place place = new Place(this, spec, means);
    places.add(place);
    place.begin();
    return true;
  }

  private boolean endOne(ServiceSpec spec) {
    List<Place> fresh = fresh(spec);
    if (fresh.size() > spec.instances()) {
      worst(fresh).drain();
      return true;
    }
    List<Place> old = new ArrayList<>(places);
    old.removeIf(place -> place.isEnding() || place.generation() == spec.generation());
    if (old.isEmpty()) {
      return false;
    }
    Place next = worst(old);
    if (!next.isServing() || mayLose(spec, fresh, old.size())) {
      next.drain();
      return true;
    }
    return false;
  }

  /** Whether one that serves may end now. */
  private boolean mayLose(ServiceSpec spec, List<Place> fresh, int old) {
    if (!fresh.stream().allMatch(Place::isServing)) {
      return false;
    }
    return fresh.size() + old > spec.instances()
        || (!spec.surge() && places.stream().noneMatch(Place::isEnding));
  }

  private List<Place> fresh(ServiceSpec spec) {
    return places.stream()
        .filter(place -> !place.isEnding() && place.generation() == spec.generation())
        .toList();
  }

  /** One that does not serve, else the oldest. */
  private static Place worst(List<Place> all) {
    return all.stream().min(Comparator.comparing(Place::isServing)).orElseThrow();
  }
}
