import Foundation
import Sandbox
import TestSupport
import Testing

/// Apps by the names that the API lists.
@Suite(.fewAtATime) struct AppNameTests {
    static func id(_ number: Int) -> String {
        "00000000-0000-4000-8000-" + String(repeating: "0", count: 11 - String(number).count) + "\(number)0"
    }

    private func withApps<R: Sendable>(
        _ names: [String], faults: [String] = [],
        _ body: @Sendable @escaping (Program, SandboxServer) async throws -> R
    ) async throws -> R {
        try await Sandboxed.run(
            faults: faults,
            change: { configuration in
                configuration.apps = names.enumerated().map { .init(id: Self.id($0.offset + 1), name: $0.element) }
            }
        ) { program, server async throws in
            for (plan, targets) in [("all", "{ all: true }"), ("ids", "{ apps: [\(Self.id(1)), \(Self.id(2))] }")] {
                try program.write(
                    "\(plan).yaml",
                    """
                    version: 1
                    plan: \(plan)
                    limits: { rate: none }
                    guard: off
                    stop: { canary: 0, failures: 100% }
                    secrets:
                      - secret: db
                        targets: \(targets)
                        keys: { password: { generate: password } }
                    """)
                #expect(try await program.run("plan", "apply", "\(plan).yaml").code == 0)
            }
            return try await body(program, server)
        }
    }

    @Test("names are shown beside ids, and stand for them")
    func shown() async throws {
        try await withApps(["billing", "search"], faults: ["404:put:app=\(Self.id(2))"]) {
            program, server async throws in
            let unknown = try await program.run("run", "ids", "--app", "billing")
            #expect(unknown.code == 64 && unknown.errors.contains("no app called \"billing\" is known"))
            let run = try await program.run("run", "all")
            #expect(run.code == 1 && run.output.contains("item: \(Self.id(2)) (search)/db"), "\(run.output)")
            let table = try await program.run("items", "1", "--app", "search").output
            #expect(table.contains("  NAME  ") && table.contains("  search  ") && !table.contains("billing"))
            let rows = try await program.run("items", "1", "-o", "csv").output.split(separator: "\n")
            let names = rows.dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(2).last
            }
            #expect(names == ["billing", "search"])
            #expect(try await program.run("history", "--app", "billing").output.contains("  billing  "))
            #expect(try await program.run("report", "1").output.contains("(search)"))
            #expect(try await program.run("report", "1", "--format", "html").output.contains("(search)"))
            // Known from the other plan's list of apps.
            #expect(try await program.run("run", "ids", "--app", "billing").code == 0)
            #expect(await server.state.putCount(.init(app: Self.id(1), secret: "db")) == 2)
            let check = try await program.run("check", "ids", "--app", "billing", "-o", "csv")
            #expect(check.output.split(separator: "\n").count == 2 && check.output.contains(",billing\n"))
        }
    }

    @Test("a name that two apps have stands for neither")
    func ambiguous() async throws {
        try await withApps(["billing", "billing"]) { program, server async throws in
            let run = try await program.run("run", "all", "--app", "billing")
            #expect(run.code == 64 && run.errors.contains("2 apps are called \"billing\""), "\(run.errors)")
            #expect(await server.state.appliedCount == 0)
            #expect(try await program.run("run", "all").code == 0)
            #expect(try await program.run("history", "--app", "billing").code == 64)
        }
    }

    @Test("a table without names has no column for them")
    func noNames() async throws {
        try await withApps(["billing"]) { program, _ async throws in
            #expect(try await program.run("run", "ids").code == 0)
            #expect(try await !program.run("items", "1").output.contains("NAME  SECRET"))
        }
    }
}
