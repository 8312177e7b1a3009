package io.orchagent.agents.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.agents.catalogue.ListingQueries.Match;
import io.orchagent.agents.catalogue.ListingQueries.Search;
import io.orchagent.agents.catalogue.ListingQueries.Statement;
import io.orchagent.platform.http.PageRequest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * With 50,000 public agents nothing that is asked often reads them all. Only their total does,
 * which is remembered until something changes.
 */
@QuarkusTest
class CataloguePlansTest {
  private static final PageRequest PAGE = new PageRequest(50, 0);

  @Inject DataSource database;

  private static final Search ALL = new Search(null, null, List.of(), null, null);

  private static Map<String, Statement> asked() {
    Map<String, Statement> asked = new LinkedHashMap<>();
    asked.put("by stars", page(ALL));
    asked.put("newest", page(new Search(null, null, List.of(), null, "recent")));
    asked.put("by name", page(new Search(null, null, List.of(), null, "name")));
    asked.put("of a type", page(new Search(null, "skill", List.of(), null, null)));
    asked.put("with tags", page(new Search(null, null, List.of("tag7", "tag77"), null, null)));
    asked.put("of a workspace", page(new Search(null, null, List.of(), "org-7", null)));
    asked.put("words", page(text("invoice 4711")));
    asked.put("words by stars", page(new Search("invoice 4711", null, List.of(), null, "stars")));
    asked.put("half a word", page(text("voice 4711")));
    asked.put("two letters", page(text("zz")));
    asked.put(
        "typing error", ListingQueries.pageStatement(text("invoise 4711"), Match.NEARLY, PAGE));
    asked.put("words, counted", ListingQueries.countStatement(text("invoice 4711"), Match.WORDS));
    return asked;
  }

  private static Search text(String text) {
    return new Search(text, null, List.of(), null, null);
  }

  private static Statement page(Search search) {
    return ListingQueries.pageStatement(search, Match.WORDS, PAGE);
  }

  @Test
  void no_question_of_the_catalogue_reads_all_listings() throws SQLException {
    try (Connection connection = database.getConnection()) {
      try {
        generate(connection);
        run(connection, "set pg_trgm.word_similarity_threshold = " + ListingQueries.LIKENESS);
        StringBuilder told = new StringBuilder("CataloguePlansTest, 50,000 listings:\n");
        for (Map.Entry<String, Statement> one : asked().entrySet()) {
          explain(connection, one.getValue());
          String plan = explain(connection, one.getValue());
          String time = plan.substring(plan.indexOf("Execution Time"));
          told.append("  ").append(one.getKey()).append(": ").append(time.strip()).append('\n');
          assertThat(plan).as(one.getKey()).doesNotContain("Seq Scan on agent_listing");
          assertThat(plan).as(one.getKey()).doesNotContain("Seq Scan on workspace");
        }
        System.out.println(told);
      } finally {
        run(connection, "reset search_path");
        run(connection, "reset pg_trgm.word_similarity_threshold");
        run(connection, "drop schema if exists many_agents cascade");
      }
    }
  }

  /** Beside the tables of the other tests, so that these stay small. */
  private static void generate(Connection connection) throws SQLException {
    run(connection, "create schema many_agents");
    run(connection, "set search_path = many_agents, public");
    run(connection, "create table workspace (like public.workspace including all)");
    run(
        connection,
        "create view living_workspace as"
            + " select id, slug, name, plan from many_agents.workspace where deleted_at is null");
    run(connection, "create table agent_listing (like public.agent_listing including all)");
    run(
        connection,
        """
        insert into workspace (id, name, slug, type, plan, owner_user_id)
        select gen_random_uuid(), 'Org ' || i, 'org-' || i, 'team', 'free', gen_random_uuid()
        from generate_series(1, 2000) i
        """);
    run(
        connection,
        """
        with numbered as (
          select id, slug, row_number() over (order by slug) as place from workspace),
        made as (
          select w.id, w.slug, i,
            (array['invoice','weather','translate','summary','review','search','image','report'])[1 + i % 8]
              || '-' || (array['reader','writer','agent','tool','bot'])[1 + i % 5] || '-' || i as name,
            array['tag' || i % 100, 'tag' || i % 90] as tags,
            'Does what number ' || i || ' does with documents, ' || md5(i::text) as description
          from generate_series(1, 50000) i join numbered w on w.place = 1 + i % 2000)
        insert into agent_listing (workspace_id, name, agent_id, slug, type, tags, stars_count,
                                   fork_count, title, words, document)
        select id, name, gen_random_uuid(), slug,
          case when i % 50 = 0 then 'skill' when i % 3 = 0 then 'prompt' else 'tool' end,
          tags, (random() ^ 8 * 1000)::integer, 0,
          concat_ws(' ', search_words(name), array_to_string(tags, ' '), search_words(slug)),
          concat_ws(' ', search_words(name), array_to_string(tags, ' '), search_words(slug),
                    search_words(description)),
          setweight(to_tsvector('simple', search_words(name)), 'A')
            || setweight(to_tsvector('simple', search_words(description)), 'C')
        from made
        """);
    run(connection, "vacuum analyze agent_listing");
    run(connection, "analyze workspace");
  }

  private static void run(Connection connection, String statement) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      prepared.execute();
    }
  }

  private static String explain(Connection connection, Statement asked) throws SQLException {
    try (PreparedStatement prepared =
        connection.prepareStatement("explain (analyze, costs off) " + asked.text())) {
      List<Object> values = asked.values();
      for (int i = 0; i < values.size(); i++) {
        Object value = values.get(i);
        prepared.setObject(
            i + 1,
            value instanceof String[] texts ? connection.createArrayOf("text", texts) : value);
      }
      StringBuilder plan = new StringBuilder();
      try (ResultSet rows = prepared.executeQuery()) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      return plan.toString();
    }
  }
}
