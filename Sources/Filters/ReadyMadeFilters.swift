/// The filters of the repository's `filters` folder, so that the lone binary has them too.
///
/// A test compares them with the files; change the files first.
enum ReadyMadeFilters {
    static let all: [(name: String, yaml: StaticString)] = [
        ("failures", failures),
        ("redact-secrets", redactSecrets),
        ("slow", slow),
    ]

    private static let failures: StaticString = #"""
        # Shows only what went wrong: error statuses, broken and stalled streams, and lint findings.
        #
        # Use it with `weir tail --filter failures` or on a finished capture; it needs the whole exchange, so it
        # cannot decide what a running proxy records.
        name: failures
        description: Exchanges that failed, broke off, stalled or have findings.
        rules:
          - where: status >= 400 or state in (truncated, error, upstream_reset, timeout) or stalls > 0 or finding.severity in (error, warning)
          - when: status = 429
            tag: rate-limited
          - when: status >= 500
            tag: server-error
          - when: state in (truncated, upstream_reset)
            tag: broken-stream

        """#

    private static let redactSecrets: StaticString = #"""
        # Keeps well-known secrets in request and response bodies out of captures.
        #
        # Use it with `weir proxy --filter redact-secrets`. Only what is recorded changes; the client and the
        # provider exchange the original bytes. Credentials in headers, queries and URLs are always redacted,
        # with or without this file.
        #
        # A match is replaced by ‹redacted:HHHHHHHH›, a keyed hash: the same secret has the same mark all through
        # a run, and none can be guessed back. In a pattern, \K leaves what stands before it in place.
        #
        # In JSON a line break before a key is written \n, and its n would hide the word's beginning: hence the
        # second half of (?:\b|(?<=\\[nrt])).
        #
        # Limit: each record is searched for itself. A secret that a model streams in pieces over several events
        # is not whole in any of them and is not found.
        name: redact-secrets
        description: API keys, tokens, private keys and passwords in bodies become keyed hashes in the capture.
        rules:
          # OpenAI, Anthropic, OpenRouter, DeepSeek … (sk-…, sk-proj-…, sk-ant-…, sk-or-…)
          - redact:
              pattern: '(?:\b|(?<=\\[nrt]))sk-(?:[a-z0-9]+-){0,3}[A-Za-z0-9_-]{20,}'
              in: [request.body, response.body]
              with: hash
          # Groq, xAI, Perplexity, Hugging Face, Replicate, NVIDIA
          - redact:
              pattern: '(?:\b|(?<=\\[nrt]))(?:gsk_|xai-|pplx-|hf_|r8_|nvapi-)[A-Za-z0-9_-]{24,}'
              in: [request.body, response.body]
              with: hash
          # Google API keys and OAuth access tokens
          - redact:
              pattern: '(?:\b|(?<=\\[nrt]))(?:AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,})'
              in: [request.body, response.body]
              with: hash
          # GitHub and GitLab tokens
          - redact:
              pattern: '(?:\b|(?<=\\[nrt]))(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,})'
              in: [request.body, response.body]
              with: hash
          # AWS access key ids, and secret keys that are named
          - redact:
              pattern: '(?:\b|(?<=\\[nrt]))(?:AKIA|ASIA)[A-Z0-9]{16}\b'
              in: [request.body, response.body]
              with: hash
          - redact:
              pattern: '(?i)aws_?secret_?access_?key\W{1,8}\K[A-Za-z0-9/+]{40}'
              in: [request.body, response.body]
              with: hash
          # Slack, Stripe, npm
          - redact:
              pattern: '(?:\b|(?<=\\[nrt]))(?:xox[abeoprs]-[A-Za-z0-9-]{10,}|[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{36})'
              in: [request.body, response.body]
              with: hash
          # Bearer and basic credentials quoted in text
          - redact:
              pattern: '(?i)(?:\b|(?<=\\[nrt]))(?:bearer|basic)\s{1,3}\K[A-Za-z0-9._~+/-]{16,}={0,2}'
              in: [request.body, response.body]
              with: hash
          # JSON web tokens
          - redact:
              pattern: '(?:\b|(?<=\\[nrt]))eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}'
              in: [request.body, response.body]
              with: hash
          # Private key blocks, also with line breaks escaped as in JSON
          - redact:
              pattern: '-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[^-]{0,16384}(?:-----END [A-Z0-9 ]{0,48}-----)?'
              in: [request.body, response.body]
              with: mask
          # Passwords in URLs
          - redact:
              pattern: '://[^\s/:@"\\]{1,64}:\K[^\s/@"\\]{1,128}(?=@)'
              in: [request.body, response.body]
              with: hash
          # E-mail addresses: delete the comment signs to redact them too.
          # - redact:
          #     pattern: '(?:\b|(?<=\\[nrt]))[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b'
          #     in: [request.body, response.body]
          #     with: hash

        """#

    private static let slow: StaticString = #"""
        # Shows only exchanges that felt slow, and tags what made them so.
        #
        # Use it with `weir tail --filter slow`; copy it and change the limits.
        name: slow
        description: Late first tokens, long pauses and slow output.
        rules:
          - where: ttft > 2s or max_gap > 1s or tpot > 100ms
          - when: ttft > 2s
            tag: late-first-token
          - when: max_gap > 1s
            tag: long-pause
          - when: tpot > 100ms
            tag: slow-output

        """#
}
