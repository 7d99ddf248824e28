import Foundation
import Model
import TestSupport
import Testing

/// The tables of the pages that state the contract have what the code has, no more and no less.
@Suite(.fewAtATime) struct ContractPageTests {
    private func plain(_ cell: String) -> String { cell.replacing("`", with: "") }

    /// What stands between backticks.
    private func names(_ cell: String) -> [String] { cell.matches(of: /`([^`]+)`/).map { String($0.output.1) } }

    // MARK: States

    @Test("each error kind has a row, with the command that continues")
    func errorKinds() throws {
        let rows = try DocumentationPage("States").table(under: "Error kinds")
        #expect(rows.map { plain($0[0]) } == ErrorKind.allCases.map(\.rawValue))
        for row in rows {
            let kind = try #require(ErrorKind(rawValue: plain(row[0])))
            #expect(row.last?.hasSuffix(Self.command(kind.nextStep)) == true, "\(kind.rawValue)")
        }
    }

    private static func command(_ step: NextStep) -> String {
        switch step {
        case .retry: "`rekey retry RUN`"
        case .retryWithOtherValues: "`rekey retry RUN --regenerate`"
        case .resume: "`rekey resume RUN`"
        case .newRun: "`rekey run PLAN`"
        }
    }

    @Test("each state of a run has a row, and every change is from one to another")
    func runStates() throws {
        let page = try DocumentationPage("States")
        let states = RunState.allCases.map(\.rawValue)
        let rows = try page.table(under: "Run states")
        #expect(rows.map { plain($0[0]) } == states)
        for row in rows {
            let state = try #require(RunState(rawValue: plain(row[0])))
            #expect(row.last?.contains("rekey resume") == state.isResumable, "\(state.rawValue)")
        }
        let changes = try page.table(under: "Run states", 1)
        #expect(Set(changes.flatMap { names($0[0]) + names($0[2]) }) == Set(states))
    }

    @Test("each state of an item has a row, and every change is from one to another")
    func itemStates() throws {
        let page = try DocumentationPage("States")
        let states = ItemState.allCases.map(\.rawValue)
        let rows = try page.table(under: "Item states")
        #expect(rows.map { plain($0[0]) } == states)
        for row in rows {
            let state = try #require(ItemState(rawValue: plain(row[0])))
            #expect(row[1] == (state.isSettled ? "yes" : "no"), "\(state.rawValue)")
        }
        let changes = try page.table(under: "Item states", 1)
        #expect(Set(changes.flatMap { names($0[0]) + names($0[2]) }) == Set(states))
    }

    @Test("each reason for which a run ends early has a row")
    func stopReasons() throws {
        let rows = try DocumentationPage("States").table(under: "Why a run ended early")
        #expect(Set(rows.map { plain($0[0]) }) == Set(StopReason.Name.allCases.map(\.rawValue)))
    }

    @Test("each exit code has a row")
    func exitCodes() throws {
        let codes = ExitStatus.allCases.map { String($0.rawValue) }
        #expect(try DocumentationPage("States").table(under: "Exit codes").map { $0[0] } == codes)
    }

    @Test("the manual page has each exit code")
    func manual() async throws {
        let program = try Program()
        defer { program.remove() }
        let page = try await program.run("man").output
        for status in ExitStatus.allCases { #expect(page.contains(".TP\n\(status.rawValue)\n\(status.meaning)\n")) }
    }

    // MARK: Answers

    @Test("each status does what its row says")
    func answers() throws {
        let rows = try DocumentationPage("Answers").table(under: "Answers to a PUT")
        for code in 201..<600 {
            let row = try #require(Self.row(of: code, rows), "no row for \(code)")
            let answer = Answer.status(code, message: nil, retryAfter: nil)
            var item = ItemProgress(allowed: 2)
            let fate =
                switch item.received(answer, to: .put) {
                case .succeed: "succeeds"
                case .settle: "fails"
                case .retry: "is repeated"
                case .stopRun: "stays, and the run stops"
                case .leave: "stays, and the run is interrupted"
                case .create, .startAgain, .readBack, .cannotRead: "goes another way"
                }
            let kind = try #require(answer.errorKind)
            let expected = [row[0], "`\(kind.rawValue)`", fate, answer.doubt == .none ? "no" : "yes"]
            #expect(row == expected, "\(code)")
        }
    }

    /// The row that names a status, else the one of its class.
    private static func row(of code: Int, _ rows: [[String]]) -> [String]? {
        let hundred = "\(code / 100)xx"
        return rows.first { covers($0[0], code) } ?? rows.first { [hundred, "other \(hundred)"].contains($0[0]) }
    }

    /// Whether a cell like `500, 502, 520 to 524` names a status.
    private static func covers(_ cell: String, _ code: Int) -> Bool {
        cell.split(separator: ",").contains { part in
            let ends = part.matches(of: /\b\d{3}\b/).compactMap { Int($0.output) }
            guard let first = ends.first, let last = ends.last else { return false }
            return (first...last).contains(code)
        }
    }

    @Test("the defaults are those of the code")
    func defaults() throws {
        let rows = try DocumentationPage("Answers").table(under: "Defaults")
        let cells = Dictionary(uniqueKeysWithValues: rows.map { (plain($0[0]), $0[1]) })
        let limits = Limits()
        let retry = RetryPolicy()
        let stop = StopPolicy()
        #expect(try Rate(text: cells["limits.rate"] ?? "") == limits.rate)
        #expect(cells["limits.concurrency"] == "\(limits.concurrency)")
        #expect(try Duration(text: cells["limits.connect_timeout"] ?? "") == limits.connectTimeout)
        #expect(cells["retry.attempts"] == "\(retry.attempts)")
        #expect(try Duration(text: cells["retry.base"] ?? "") == retry.base)
        #expect(try Duration(text: cells["retry.cap"] ?? "") == retry.cap)
        #expect(cells["stop.canary"] == "\(stop.canary)" && cells["stop.breaker"] == "\(stop.breaker)")
        #expect(try FailureLimit(text: cells["stop.failures"] ?? "") == stop.failures)
    }

    // MARK: The database

    @Test("each view has the columns of its table, in that order, and so has the output of the commands")
    func views() async throws {
        let page = try DocumentationPage("TheDatabaseAsAnInterface")
        // What came to a view later comes behind what the output has besides.
        let views: [(name: String, command: [String], besides: [String], later: Int)] = [
            ("run_summary", ["runs"], [], 0), ("run_outcomes", ["items", "1"], ["app_name"], 2),
            ("attempt_log", ["attempts", "1"], ["app_name"], 0),
        ]
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 1)
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            #expect(try await program.run("run", "plan").code == 0)
            for view in views {
                let columns = try await program.rows("SELECT name FROM pragma_table_info('\(view.name)') ORDER BY cid")
                    .map { $0[0] }
                #expect(try page.table(under: "`\(view.name)`").map { plain($0[0]) } == columns, "\(view.name)")
                let output = try await program.run(view.command + ["-o", "csv"]).output
                let printed = columns.dropLast(view.later) + view.besides + columns.suffix(view.later)
                #expect(output.hasPrefix(printed.joined(separator: ",") + "\n"), "\(output)")
            }
            let tables = try await program.rows(
                """
                SELECT tables.name || '.' || columns.name
                  FROM (SELECT 'plans' AS name UNION ALL SELECT 'targets') AS tables
                  JOIN pragma_table_info(tables.name) AS columns
                 ORDER BY tables.name, columns.cid
                """)
            let documented = try page.table(under: "Write plans with SQL").map { plain($0[0]) }
            #expect(documented == tables.map { $0[0] })
        }
    }

    @Test("the SQL of the page writes a plan that runs, and finds what failed")
    func statements() async throws {
        let blocks = try DocumentationPage("TheDatabaseAsAnInterface").blocks("sql")
        try #require(blocks.count == 2)
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, _ async throws in
            #expect(try await program.run("init").code == 0)
            try await program.sqlite(blocks[1])
            let ending = try await program.run("run", "api-keys")
            #expect(ending.code == 1, "\(ending.errors)")
            let failed = try await program.rows(blocks[0]).map { $0.dropFirst().prefix(3).joined(separator: " ") }
            #expect(failed == ["api failed not_found"])
            #expect(try await program.rows("SELECT trigger, revision FROM run_summary") == [["manual", "1"]])
        }
    }
}
