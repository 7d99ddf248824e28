package import Foundation
package import Journal
import Model

/// How the plans of a database stand, as Prometheus text for the node exporter's textfile collector.
///
/// Moments are given and not ages, so that a file nobody renews does not stay young. Sources:
/// https://prometheus.io/docs/instrumenting/exposition_formats/ and
/// https://github.com/prometheus/node_exporter#textfile-collector
///
/// Hand-written: swift-metrics records values in a living process, but has no text format and no file.
package struct Metrics {
    /// Bounds of the durations' buckets, in microseconds.
    private static let bounds: [Int64] = [
        5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000,
        30_000_000,
    ]

    private var families: [String: Family] = [:]
    private var order: [String] = []

    private struct Family {
        let help: String
        let kind: String
        var samples: [String] = []
    }

    /// The state of a plan's schedule.
    package struct Schedule {
        let plan: String
        let next: Date?
        let overdue: Date?
        let firstStart: Date?
        let longestAge: Duration?

        /// - Parameters:
        ///   - next: when the next run will start, if none has to have started.
        ///   - overdue: since when a run has had to start.
        ///   - firstStart: when the first run had to start, or has to.
        ///   - longestAge: how long ago the last success may be.
        package init(
            plan: String, next: Date?, overdue: Date?, firstStart: Date? = nil, longestAge: Duration? = nil
        ) {
            self.plan = plan
            self.next = next
            self.overdue = overdue
            self.firstStart = firstStart
            self.longestAge = longestAge
        }
    }

    /// Labels of every sample of the database that is being added.
    private var common: [(String, String)] = []
    /// The shard of each plan's latest run.
    private var shards: [String: String] = [:]

    package init() {}

    /// Adds how the plans of one database stand.
    /// - Parameter labels: distinguish its samples from those of another database.
    /// - Throws: `JournalError`.
    package mutating func add(
        _ record: JournalReader, version: String, schedules: [Schedule], labels: [(String, String)], at now: Date = .now
    ) throws {
        common = labels
        let heads = try record.latestHeads()
        shards = Dictionary(uniqueKeysWithValues: heads.compactMap { head in head.shard.map { (head.plan, $0) } })
        add("build_info", "The rekey that wrote this file.", [("version", version)], 1)
        add("written_timestamp_seconds", "When this file was written.", [], now.timeIntervalSince1970.rounded())
        add("plans", "Plans in the database.", [], Double(try record.planCount()))
        add(
            "record_ahead_seconds",
            "How far the record's latest time lies ahead of the clock; 0 unless by more than ten minutes.", [],
            Double(try record.timesAhead()?.distance ?? 0) / 1e6)
        for head in heads { try add(head, record) }
        for (plan, moment) in try record.lastSuccesses().sorted(by: { $0.key < $1.key }) {
            add(
                "last_success_timestamp_seconds", "When the plan's last run ended with every secret written.",
                [("plan", plan)], seconds(moment))
        }
        for age in try record.ages() {
            let labels = [("plan", age.plan)]
            if let oldest = age.oldest {
                add(
                    "oldest_secret_timestamp_seconds",
                    "When the plan's secret that has waited longest was last written.", labels, seconds(oldest))
            }
            add(
                "never_written_secrets", "Secrets that the plan names and that rekey has not written yet.", labels,
                Double(age.neverWritten))
        }
        for schedule in schedules { add(schedule) }
    }

    private mutating func add(_ schedule: Schedule) {
        let labels = [("plan", schedule.plan)]
        add(
            "plan_overdue", "1 while a run that the plan's schedule asks for has not begun.", labels,
            schedule.overdue == nil ? 0 : 1)
        if let moment = schedule.overdue ?? schedule.next {
            add(
                "plan_due_timestamp_seconds", "When a run of the plan has to begin, or had to.", labels,
                moment.timeIntervalSince1970)
        }
        if let moment = schedule.firstStart {
            add(
                "plan_first_due_timestamp_seconds",
                "When the first run of the plan had to begin after its schedule came into force, or has to.", labels,
                moment.timeIntervalSince1970)
        }
        if let age = schedule.longestAge {
            add(
                "plan_max_age_seconds", "How long ago the plan's last success may be while its schedule is kept.",
                labels, age.inSeconds)
        }
    }

    package var text: String {
        order.compactMap { name in
            families[name].map { family in
                "# HELP rekey_\(name) \(family.help)\n# TYPE rekey_\(name) \(family.kind)\n"
                    + family.samples.joined(separator: "\n") + "\n"
            }
        }.joined()
    }

    private mutating func add(_ head: RunSummary, _ record: JournalReader) throws {
        let plan = ("plan", head.plan)
        for (outcome, count) in head.tally.outcomes {
            add("run_items", "Items of the plan's latest run.", [plan, ("outcome", outcome)], Double(count))
        }
        add(
            "run_items_in_doubt", "Failed and unknown items of the plan's latest run whose values may be in place.",
            [plan], Double(head.inDoubt))
        for state in RunState.allCases {
            add(
                "run_state", "1 for the state of the plan's latest run.", [plan, ("state", state.rawValue)],
                head.state == state ? 1 : 0)
        }
        if let start = try record.counted(head.startedAt, of: head.run) {
            add("run_start_timestamp_seconds", "When the plan's latest run began.", [plan], seconds(start))
        }
        if let end = head.finishedAt {
            if let moment = try record.counted(end, of: head.run) {
                add("run_end_timestamp_seconds", "When the plan's latest run ended.", [plan], seconds(moment))
            }
            add(
                "run_duration_seconds", "How long the plan's latest run took.", [plan],
                Double(Moment.microseconds(from: head.startedAt, to: end)) / 1e6)
        }
        var latency = LatencyHistogram()
        var answers: [String: Int] = [:]
        try record.forEachAttempt(of: head.run) { _, duration, answered in
            latency.add(duration)
            let name = answered.statusCode.map(String.init) ?? answered.errorKind?.rawValue ?? "none"
            answers[name, default: 0] += 1
        }
        for (status, count) in answers.sorted(by: { $0.key < $1.key }) {
            add(
                "run_attempts", "Attempts of the plan's latest run by status code, or by what happened instead.",
                [plan, ("status", status)], Double(count))
        }
        add(latency, plan)
    }

    private mutating func add(_ latency: LatencyHistogram, _ plan: (String, String)) {
        let name = "attempt_duration_seconds"
        let help = "How long the attempts of the plan's latest run took."
        for bound in Self.bounds {
            add(
                name, help, kind: "histogram", suffix: "_bucket", [plan, ("le", Self.number(Double(bound) / 1e6))],
                Double(latency.count(upTo: bound)))
        }
        add(name, help, kind: "histogram", suffix: "_bucket", [plan, ("le", "+Inf")], Double(latency.count))
        add(name, help, kind: "histogram", suffix: "_sum", [plan], Double(latency.sum) / 1e6)
        add(name, help, kind: "histogram", suffix: "_count", [plan], Double(latency.count))
    }

    private mutating func add(
        _ name: String, _ help: String, kind: String = "gauge", suffix: String = "", _ labels: [(String, String)],
        _ value: Double
    ) {
        if families[name] == nil {
            families[name] = Family(help: help, kind: kind)
            order.append(name)
        }
        let shard = labels.first { $0.0 == "plan" }.flatMap { shards[$0.1] }.map { [("shard", $0)] } ?? []
        let more = shard.filter { pair in !common.contains { $0.0 == pair.0 } } + common
        let all = labels + more
        let pairs = all.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        let braces = all.isEmpty ? "" : "{\(pairs)}"
        families[name]?.samples.append("rekey_\(name)\(suffix)\(braces) \(Self.number(value))")
    }

    private func seconds(_ microseconds: Int64) -> Double { Double(microseconds) / 1e6 }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "\"": escaped += "\\" + String(scalar)
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
