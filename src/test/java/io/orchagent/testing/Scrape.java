package io.orchagent.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server tells Prometheus, read. */
public final class Scrape {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Set<String> OF_THE_FORMAT = Set.of("le", "quantile");

  private final Map<String, String> types = new TreeMap<>();
  private final List<Sample> samples = new ArrayList<>();

  /** One line. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private Scrape() {}

  public static Scrape read(String text) {
    Scrape scrape = new Scrape();
    for (String line : text.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        scrape.types.put(words[2], words[3]);
      } else if (!line.startsWith("#") && sample.matches()) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
          labels.put(label.group(1), label.group(2));
        }
        scrape.samples.add(
            new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3))));
      }
    }
    return scrape;
  }

  /** Types by name, without the largest values that stand beside histograms and summaries. */
  public Map<String, String> types() {
    Map<String, String> own = new TreeMap<>(types);
    own.keySet()
        .removeIf(
            name ->
                name.endsWith("_max") && types.containsKey(name.substring(0, name.length() - 4)));
    return own;
  }

  /** The names of labels of a family, without those of the format. */
  public Set<String> labels(String family) {
    Set<String> names = new TreeSet<>();
    String more =
        types.get(family).equals("histogram") || types.get(family).equals("summary")
            ? "(_bucket|_count|_sum)?"
            : "";
    samples.stream()
        .filter(sample -> sample.name().matches(Pattern.quote(family) + more))
        .forEach(sample -> names.addAll(sample.labels().keySet()));
    names.removeAll(OF_THE_FORMAT);
    return names;
  }

  public List<Sample> samples(String name) {
    return samples.stream().filter(sample -> sample.name().equals(name)).toList();
  }

  /** The sum of the samples whose labels have these values. */
  public double sum(String name, String... labels) {
    return samples(name).stream()
        .filter(
            sample -> {
              for (int i = 0; i < labels.length; i += 2) {
                if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
                  return false;
                }
              }
              return true;
            })
        .mapToDouble(Sample::value)
        .sum();
  }
}
