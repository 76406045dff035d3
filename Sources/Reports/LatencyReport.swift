package import StreamCore

/// What `weir report` says: exchanges in groups, each with its metrics, stalls and verdicts.
package struct LatencyReport: Sendable {
    package struct Group: Sendable {
        /// The grouping keys with their values; nil where a key is unknown.
        package var key: [(name: String, value: String?)]
        package var count: Int
        package var states: [(state: EndState, count: Int)]
        /// Only metrics that were measured, and those of ``ReportMetric/always``.
        package var metrics: [(metric: ReportMetric, distribution: Distribution)]
        package var stalls: [StallShare]
        package var findings: [FindingSummary]
        package var buffering: BufferingSummary
        package var own: OwnCost
        package var load: LoadSummary
        package var goodput: Goodput?
        package var retries: RetrySummary
        package var usage: UsageSummary
        /// Nil when no prices were given.
        package var cost: CostSummary?

        /// The distribution of a metric by its JSON key.
        package subscript(key: String) -> Distribution? {
            metrics.first { $0.metric.key == key }?.distribution
        }

        /// How many exchanges failed.
        package var failures: Int

        /// The key's values for headings.
        package var title: String {
            key.map { $0.value ?? "(no \($0.name))" }.joined(separator: " · ")
        }
    }

    /// The files that the samples come from.
    package var captures: [String]
    package var count: Int
    /// The largest first.
    package var groups: [Group]
    /// Of all groups together.
    package var usage: UsageSummary
    package var cost: CostSummary?

    package init(
        samples: [ReportSample],
        captures: [String] = [],
        groupedBy keys: [GroupKey] = [.model],
        objective: ServiceObjective? = nil
    ) {
        self.captures = captures
        count = samples.count
        usage = UsageSummary(samples)
        cost = CostSummary(samples)
        let grouped = Dictionary(grouping: samples) { sample in keys.map { $0.value(of: sample) } }
        let ordered = grouped.sorted { left, right in
            if left.value.count != right.value.count { return left.value.count > right.value.count }
            return left.key.map { $0 ?? "" }.lexicographicallyPrecedes(right.key.map { $0 ?? "" })
        }
        groups = ordered.map { values, members in
            Group(key: Array(zip(keys.map(\.name), values)), samples: members, objective: objective)
        }
    }
}

extension LatencyReport.Group {
    init(key: [(name: String, value: String?)], samples: [ReportSample], objective: ServiceObjective?) {
        self.key = key
        count = samples.count
        states = EndState.allCases.compactMap { state in
            let count = samples.count { $0.state == state }
            return count == 0 ? nil : (state, count)
        }
        failures = samples.count(where: \.isFailure)
        metrics = Self.metrics(of: samples, failures: failures)
        stalls = StallShare.shares(of: samples)
        findings = FindingSummary.summaries(of: samples)
        buffering = BufferingSummary(samples)
        own = OwnCost(samples)
        load = LoadSummary(samples)
        goodput = objective.map { Goodput(samples, objective: $0) }
        retries = RetrySummary(samples)
        usage = UsageSummary(samples)
        cost = CostSummary(samples)
    }

    /// Percentiles are over finished exchanges; a failed one has no latency that could be compared.
    private static func metrics(
        of samples: [ReportSample],
        failures: Int
    ) -> [(metric: ReportMetric, distribution: Distribution)] {
        let complete = samples.filter(\.isComplete)
        var result = ReportMetric.scalars.map { metric in
            let values = complete.compactMap { $0[metric.key] }
            return (metric, Distribution(values, failures: metric.isWaitedFor ? failures : 0))
        }
        let pooled = complete.flatMap(\.gaps).lazy.map(Double.init)
        result.append((.gaps, Distribution(pooled, areIndependent: false)))
        let arrivals = complete.flatMap(\.arrivalGaps).lazy.map(Double.init)
        result.append((.arrivalGaps, Distribution(arrivals, areIndependent: false)))
        let medians = complete.compactMap { Percentiles($0.gaps.map(Double.init)).median }
        result.append((.streamGaps, Distribution(medians)))
        result += ReportMetric.spent.map { metric in
            (metric, Distribution(samples.compactMap { $0.spent(metric.key) }))
        }
        return result.filter { $0.1.count > 0 || ReportMetric.always.contains($0.0.key) }
    }
}

extension ReportSample {
    /// A value of ``ReportMetric/spent``.
    fileprivate func spent(_ key: String) -> Double? {
        switch key {
        case "tokens_in": usage?.inputTokens.map(Double.init)
        case "tokens_cached": usage?.cachedTokens.map(Double.init)
        case "cost_usd": cost?.dollars
        default: nil
        }
    }
}
