package io.orchagent.llm;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Providers of language models, and what their models cost. */
@ConfigMapping(prefix = "orchagent.llm")
public interface LlmConfig {
  /** OpenAI, or whatever speaks its API. */
  OpenAi openai();

  /** Anthropic. */
  Anthropic anthropic();

  /** Gemini. */
  Gemini gemini();

  /** Ollama. */
  Ollama ollama();

  /**
   * What a model costs, by `"provider/model"`: `orchagent.llm.prices."openai/gpt-4.1-mini".input`.
   * A model without a price has tokens, but no cost. A date at the end of a model's name may be
   * left out.
   */
  Map<String, Price> prices();

  /** How often one request is sent to one provider before it is given up. */
  @WithDefault("3")
  int attempts();

  /** The pause before the second attempt where the provider names none; it doubles. */
  @WithDefault("0.5S")
  Duration firstPause();

  /** The longest pause that is waited for when another provider could be asked instead. */
  @WithDefault("2S")
  Duration patience();

  /** How long a connection to a provider may take to be made. */
  @WithDefault("10S")
  Duration connectTimeout();

  /** Connections to one provider's address. */
  @WithDefault("256")
  int connections();

  /** How long a connection is kept for the next request. */
  @WithDefault("60S")
  Duration keepAlive();

  /** Size of a provider's answer. */
  @WithDefault("16M")
  MemorySize answerSize();

  /** Tokens of one answer, where the provider wants a number (Anthropic). */
  @WithDefault("8192")
  int maxOutputTokens();

  /** Where OpenAI is. */
  interface OpenAi {
    /** Address of the API; without a path, `/v1` is added. It may be any server that speaks it. */
    @WithDefault("https://api.openai.com/v1")
    URI baseUrl();

    /** The model where neither the call nor the agent names one. */
    @WithDefault("gpt-4.1-mini")
    String defaultModel();
  }

  /** Where Anthropic is. */
  interface Anthropic {
    /** Address of the API, with or without `/v1`. */
    @WithDefault("https://api.anthropic.com")
    URI baseUrl();

    /** The model where neither the call nor the agent names one. */
    @WithDefault("claude-haiku-4-5")
    String defaultModel();
  }

  /** Where Gemini is. */
  interface Gemini {
    /** Address of the API, with or without `/v1beta`. */
    @WithDefault("https://generativelanguage.googleapis.com")
    URI baseUrl();

    /** The model where neither the call nor the agent names one. */
    @WithDefault("gemini-2.5-flash")
    String defaultModel();
  }

  /** Where Ollama is. */
  interface Ollama {
    /** Address of the server, with or without `/api`. */
    @WithDefault("http://127.0.0.1:11434")
    URI baseUrl();

    /** The model where neither the call nor the agent names one. */
    @WithDefault("llama3.2")
    String defaultModel();
  }

  /** The price of one model. */
  interface Price {
    /** US dollars for a million tokens read. */
    BigDecimal input();

    /** US dollars for a million tokens written. */
    BigDecimal output();

    /** US dollars for a million tokens that came from the provider's cache; else those of input. */
    Optional<BigDecimal> cacheRead();

    /** US dollars for a million tokens put into the provider's cache; else those of input. */
    Optional<BigDecimal> cacheWrite();
  }
}
