package io.orchagent.agents.catalogue;

import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.workspaces.WorkspaceRef;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The listings of the catalogue: made, searched, counted. */
@Singleton
class ListingQueries {
  /**
   * How alike the words typed and a part of a title must be: one letter wrong in a word of six is,
   * another word is not.
   */
  static final String LIKENESS = "0.45";

  private static final int MAX_WORDS = 8;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  private final Sql sql;

  ListingQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * Which public agents are wanted.
   *
   * @param text null for all; else it has a letter or a digit
   * @param sort stars, recent or name; null for the best first
   */
  record Search(
      @Nullable String text,
      @Nullable String type,
      List<String> tags,
      @Nullable String org,
      @Nullable String sort) {}

  /** The version that is listed, where it is published, and the counts of all its versions. */
  record Listed(UUID id, WorkspaceRef org, int stars, int forks) {}

  /** What is done with a text: its words are looked for, or what is written nearly like them. */
  enum Match {
    WORDS,
    NEARLY
  }

  /** A statement and what stands for its question marks. */
  record Statement(String text, List<Object> values) {}

  /** To be called by who holds the row of the series. */
  void refresh(UUID workspace, String name) {
    sql.first("select refresh_agent_listing(?, ?)", row -> true, workspace, name);
  }

  List<Listed> page(Search search, Match match, PageRequest page) {
    Statement statement = pageStatement(search, match, page);
    return sql.list(
        statement.text(),
        row ->
            new Listed(
                row.id("agent_id"),
                new WorkspaceRef(
                    row.id("org"), row.text("slug"), row.text("org_name"), row.text("plan")),
                Math.toIntExact(row.number("stars_count")),
                Math.toIntExact(row.number("fork_count"))),
        statement.values().toArray());
  }

  long count(Search search, Match match) {
    Statement statement = countStatement(search, match);
    return sql.first(statement.text(), row -> row.number("total"), statement.values().toArray())
        .orElseThrow();
  }

  /** For the transaction under way. */
  void expectTypingErrors() {
    sql.first(
        "select set_config('pg_trgm.word_similarity_threshold', ?, true)", row -> true, LIKENESS);
  }

  /** The page is cut before anything is joined to it. */
  static Statement pageStatement(Search search, Match match, PageRequest page) {
    List<Object> values = new ArrayList<>();
    String rank = rank(search, match, values);
    String where = where(search, match, values);
    String order =
        switch (search.sort()) {
          case "name" -> "l.name, l.slug";
          case "recent" -> "l.agent_id desc";
          case null -> "l.rank desc, l.stars_count desc, l.agent_id desc";
          default -> "l.stars_count desc, l.agent_id desc";
        };
    values.add(page.limit());
    values.add(page.offset());
    String inner = search.text() == null ? order.replace("l.rank desc, ", "") : order;
    return new Statement(
        """
        select l.agent_id, l.stars_count, l.fork_count,
               w.id as org, w.slug, w.name as org_name, w.plan
        from (select l.workspace_id, l.agent_id, l.name, l.slug, l.stars_count, l.fork_count,
                     %1$s as rank
              from agent_listing l %2$s order by %3$s limit ? offset ?) l
        cross join lateral (select id, slug, name, plan from living_workspace
                            where id = l.workspace_id limit 1) w
        order by %4$s
        """
            .formatted(rank, where, inner.replace("l.rank", "rank"), order),
        values);
  }

  static Statement countStatement(Search search, Match match) {
    List<Object> values = new ArrayList<>();
    String where = where(search, match, values);
    return new Statement("select count(*) as total from agent_listing l " + where, values);
  }

  /** How well it fits; a sort that was asked for needs no such thing. */
  private static String rank(Search search, Match match, List<Object> values) {
    if (search.text() == null || search.sort() != null) {
      return "0";
    }
    values.add(search.text());
    return match == Match.WORDS
        ? "ts_rank(l.document, search_query(?))"
        : "word_similarity(search_words(?), l.title)";
  }

  private static String where(Search search, Match match, List<Object> values) {
    List<String> conditions = new ArrayList<>();
    if (search.text() != null) {
      conditions.add(fits(search.text(), match, values));
    }
    if (search.type() != null) {
      conditions.add("l.type = ?");
      values.add(search.type());
    }
    if (search.org() != null) {
      conditions.add("l.workspace_id = (select id from living_workspace where slug = ?)");
      values.add(search.org());
    }
    if (!search.tags().isEmpty()) {
      conditions.add("l.tags @> ?");
      values.add(search.tags().toArray(String[]::new));
    }
    return conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
  }

  private static String fits(String text, Match match, List<Object> values) {
    if (match == Match.NEARLY) {
      List<String> words = WORD.matcher(text).results().map(MatchResult::group).toList();
      // Each of them: half of what was typed is not what was meant
      List<String> some = words.subList(0, Math.min(words.size(), MAX_WORDS));
      values.addAll(some);
      return String.join(" and ", Collections.nCopies(some.size(), "search_words(?) <% l.title"));
    }
    values.add(text);
    // Fewer make no trigram, and then no index helps to find a part of a word
    if (text.codePoints().filter(Character::isLetterOrDigit).count() < 3) {
      return "l.document @@ search_query(?)";
    }
    values.add(text);
    return "(l.document @@ search_query(?) or l.words like '%' || search_words(?) || '%')";
  }
}
