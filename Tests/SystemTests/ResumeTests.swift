import Foundation
import Sandbox
import TestSupport
import Testing

/// What `resume` goes on with, in which order, and what it says where there is nothing.
@Suite(.fewAtATime) struct ResumeTests {
    @Test("of several runs of a plan the newest goes first, and no secret is sent twice")
    func newestFirst() async throws {
        try await Sandboxed.run { program, server async throws in
            try program.writePlan(apps: 12, settings: "guard: off\nlimits: { rate: none }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            for _ in 0..<3 { #expect(try await program.run("run", "plan", "--limit", "2").code == 0) }
            let before = await server.state.entries.filter { $0.method == "PUT" }.count
            #expect(before == 6)
            let resumed = try await program.run("resume", "-o", "json")
            #expect(resumed.code == 0)
            #expect(await server.state.entries.filter { $0.method == "PUT" }.count == before + 10)
            let runs = try #require(
                try JSONSerialization.jsonObject(with: Data(resumed.output.utf8)) as? [[String: Any]])
            #expect(runs.map { $0["run"] as? Int } == [3, 2, 1])
            #expect(runs.map { ($0["items"] as? [String: Int])?["skipped"] } == [0, 10, 10])
        }
    }

    @Test("while the newest run is unfinished, older ones of its plan wait")
    func olderWait() async throws {
        try await Sandboxed.run { program, server async throws in
            try program.writePlan(apps: 6, settings: "guard: off\nretry: { attempts: 1 }\nstop: { canary: 1 }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            await server.state.order(try Fault(text: "404:put"))
            for _ in 0..<2 { #expect(try await program.run("run", "plan").code == 75) }
            let stopped = try await program.run("resume")
            #expect(stopped.code == 75 && stopped.errors.contains("run 1 of plan plan waits until run 2 is finished"))
            await server.state.cancelFaults()
            #expect(try await program.run("resume", "plan").code == 1)  // the items that failed are left to retry
            // Four by the newer run, and the one that was refused there and never sent by the older one.
            #expect(await server.state.entries.filter { $0.method == "PUT" && $0.status == 200 }.count == 5)
        }
    }

    @Test("where nothing is to be resumed, a latest run that did not succeed is named with 1")
    func nothing() async throws {
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, _ async throws in
            try program.writePlan(apps: 2, settings: "guard: off\nstop: { canary: 0, failures: 100% }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("resume").code == 0)
            #expect(try await program.run("run", "plan").code == 1)
            for line in [["resume"], ["resume", "plan"]] {
                let ended = try await program.run(line)
                #expect(ended.code == 1 && ended.errors.contains("rekey retry 1"), "\(ended.errors)")
            }
            #expect(try await program.run("resume", "other").code == 64)
            #expect(try await program.run("retry", "1").code == 0)
            #expect(try await program.run("resume").code == 0)
        }
    }

    @Test("a new run says that the one before left values of which nobody knows whether they are in place")
    func unknownBefore() async throws {
        try await Sandboxed.run(faults: ["cut-after:put:skip=1:times=3"]) { program, _ async throws in
            try program.writePlan(
                "p", apps: 2,
                settings: """
                    guard: off
                    retry: { attempts: 3, base: 1ms, settle: 0s }
                    limits: { concurrency: 1 }
                    """)
            _ = try await program.run("plan", "apply", "p.yaml")
            #expect(try await program.run("run", "p").code == 1)
            let next = try await program.run("run", "p")
            #expect(next.code == 0 && next.errors.contains("run 1 of plan p left 1 items unknown"), "\(next.errors)")
            #expect(next.errors.contains("`rekey retry 1`"))
            #expect(!(try await program.run("run", "p").errors.contains("unknown")))
        }
    }

    @Test("latest names the latest run, of all plans or of one, wherever a run is named; an adoption is none")
    func latest() async throws {
        try await Sandboxed.run { program, _ async throws in
            for name in ["one", "two"] {
                let apps = try program.writePlan(name, apps: 1, settings: "guard: off\nretain: 1")
                _ = try await program.run("plan", "apply", "\(name).yaml")
                #expect(try await program.run("run", name).code == 0)
                if name == "two" {
                    try program.write("now.csv", "app_id,username,password,url\n\(apps[0]),u,p,l\n")
                    #expect(try await program.run("adopt", name, "--csv", "now.csv").code == 0)
                }
            }
            for command in ["status", "items", "attempts", "report"] {
                let form = command == "report" ? ["--format", "csv"] : ["-o", "csv"]
                for (arguments, plan) in [
                    (["latest"], "two"), (["latest", "--plan", "one"], "one"), (["latest", "--plan", "two"], "two"),
                ] {
                    let ended = try await program.run([command] + arguments + form)
                    #expect(ended.code == 0 && ended.output.contains(",\(plan),"), "\(command): \(ended.output)")
                }
                let wrong = try await program.run([command, "1", "--plan", "one"])
                #expect(wrong.code == 64 && wrong.errors.contains("--plan needs latest"))
                #expect(try await program.run([command, "latest", "--plan", "three"]).code == 64)
            }
            #expect(try await program.run("status").output.contains("run 2 of two"))
            #expect(try await program.run("retry", "latest").code == 0)
            #expect(try await program.run("resume", "latest", "--plan", "one").output.contains("run 1 of one"))
            #expect(try await program.run("cancel", "latest", "--yes").errors.contains("run 2 of two is succeeded"))
        }
    }
}
