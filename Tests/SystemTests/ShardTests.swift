import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A plan in parts, each with a database of its own.
@Suite(.fewAtATime) struct ShardTests {
    @Test("so many processes, some of them killed and started again, write each secret of the plan with one value")
    func union() async throws {
        let count = 4
        try await Sandboxed.run(faults: ["delay=1..5"]) { program, server in
            let apps = try program.writePlan(
                apps: 400, settings: "guard: off\nlimits: { rate: none, concurrency: 4 }\nstop: { canary: 0 }")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<count {
                    group.addTask {
                        let database = ["REKEY_DATABASE": program.folder + "/\(index)/rekey.db"]
                        _ = try await program.run(["plan", "apply", "plan.yaml"], environment: database)
                        let arguments = ["run", "plan", "--shard", "\(index)/\(count)"]
                        guard index % 2 == 1 else {
                            #expect(try await program.run(arguments, environment: database).code == 0)
                            return
                        }
                        let killed = try await program.start(arguments, environment: database) { process async throws in
                            _ = try await eventually {
                                let items = try await program.run(["items", "1", "-o", "csv"], environment: database)
                                return items.output.contains(",succeeded,")
                            }
                            kill(process, SIGKILL)
                        }
                        // It may have been through already.
                        let ending = try await program.run(["resume"], environment: database)
                        #expect([0, 128 + SIGKILL].contains(killed) && ending.code == 0)
                    }
                }
                try await group.waitForAll()
            }
            var seen: [String] = []
            for index in 0..<count {
                let database = ["REKEY_DATABASE": program.folder + "/\(index)/rekey.db"]
                let items = try await program.run(["items", "1", "-o", "csv"], environment: database).output
                let own = items.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[2] }
                #expect((60...140).contains(own.count), "shard \(index) has \(own.count)")
                seen += own.map(String.init)
            }
            #expect(seen.sorted() == apps.sorted())
            #expect(await server.state.targetsWithDifferingValues.isEmpty)

            let databases = (0..<count).flatMap { ["--database", "\(program.folder)/\($0)/rekey.db"] }
            let status = Data(try await program.run(["status", "-o", "json"] + databases).output.utf8)
            let whole = try #require(try JSONSerialization.jsonObject(with: status) as? [String: Any])
            #expect((whole["items"] as? [String: Int])?["succeeded"] == 400)
            #expect(
                (whole["shards"] as? [[String: Any]])?.compactMap { $0["shard"] as? String } == [
                    "0/4", "1/4", "2/4", "3/4",
                ])
            let report = try await program.run(["report", "--format", "csv"] + databases)
            #expect(report.code == 0 && report.output.split(separator: "\n").count == 401)
        }
    }

    @Test("a shard keeps to its share of the rate")
    func rate() async throws {
        try await Sandboxed.run { program, server in
            try program.writePlan(
                apps: 200,
                settings: "guard: off\nlimits: { rate: 100/s, burst: 4, concurrency: 16 }\nstop: { canary: 0 }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "plan", "--shard", "2/4").code == 0)
            let moments = await server.state.entries.map(\.microseconds).sorted()
            let span = Double((moments.last ?? 0) - (moments.first ?? 0)) / 1e6
            // 25 a second after a burst of 1.
            #expect(moments.count > 20 && span >= Double(moments.count - 2) / 25, "\(moments.count) in \(span) s")
        }
    }

    @Test("an unfinished run keeps its shard whatever number comes after it")
    func changed() async throws {
        try await Sandboxed.run { program, server in
            let apps = try program.writePlan(
                apps: 120, settings: "guard: off\nlimits: { rate: none }\nstop: { canary: 0 }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "plan", "--shard", "0/2", "--limit", "10").code == 0)
            #expect(try await program.run("run", "plan", "--shard", "1/3").code == 0)
            #expect(try await program.run("resume").code == 0)
            let first = try await program.run("items", "1", "-o", "csv").output.split(separator: "\n").count - 1
            let other = try await program.run("run", "plan", "--shard", "1/2")
            #expect(other.output.contains("\(apps.count - first) items: \(apps.count - first) succeeded"))
            #expect(await server.state.entries.allSatisfy { $0.status == 200 })
        }
    }

    @Test("a shard without a target has nothing to do, and a value that shards would share is refused")
    func odd() async throws {
        try await Sandboxed.run { program, server in
            try program.writePlan(apps: 1, settings: "guard: off\nschedule: { every: 1d }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            for index in 0..<3 {
                #expect(try await program.run("run", "plan", "--shard", "\(index)/3").code == 0)
                #expect(try await program.run("run", "--due", "--shard", "\(index)/3").code == 0)
            }
            #expect(await server.state.entries.filter { $0.method == "PUT" }.count <= 2)
            #expect(try await !program.run("status").output.contains("overdue"))
            try program.write(
                "shared.yaml",
                """
                version: 1
                plan: shared
                secrets:
                  - secret: s
                    targets: { csv: plan.csv }
                    keys: { k: { generate: token, share: plan } }
                """)
            _ = try await program.run("plan", "apply", "shared.yaml")
            let refused = try await program.run("run", "shared", "--shard", "0/2")
            #expect(refused.code == 64 && refused.errors.contains("one value for targets of several shards"))
            #expect(try await program.run("run", "shared").code == 0)
        }
    }

    @Test("what is not a shard is refused in one line", arguments: ["4/4", "-1/4", "1", "1/0", "a/b", "0/100000"])
    func refused(text: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let ending = try await program.run("run", "plan", "--shard=\(text)")
        #expect(ending.code == 64 && ending.errors.contains("is not a shard"))
    }
}
