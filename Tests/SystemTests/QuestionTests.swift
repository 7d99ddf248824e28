import Foundation
import Sandbox
import TestSupport
import Testing

/// What rekey asks before it does something that cannot be taken back, and what it says instead where nobody can
/// answer.
@Suite(.fewAtATime) struct QuestionTests {
    private func withPlan<R: Sendable>(
        faults: [String] = [], settings: String = "", _ body: @Sendable @escaping (Program) async throws -> R
    ) async throws -> R {
        try await Sandboxed.run(faults: faults) { program, _ async throws in
            try program.writePlan(
                apps: 3,
                settings: "limits: { rate: none }\nguard: off\nstop: { canary: 0, failures: 100% }\n\(settings)")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            return try await body(program)
        }
    }

    @Test("cancelling says which run of which plan and how many values, and refuses first what cannot be cancelled")
    func cancel() async throws {
        try await withPlan(faults: ["404:put:times=1"]) { program async throws in
            #expect(try await program.run("run", "plan").code == 1)
            let asked = try await program.run("cancel", "1")
            #expect(asked.code == 64 && asked.errors.contains("run 1 of plan at http://127.0.0.1"), "\(asked.errors)")
            #expect(asked.errors.contains("2 of 3 secrets written"))
            #expect(asked.errors.contains("the sealed values of 1 item;") && asked.errors.contains("--yes"))
            #expect(try await program.run("retry", "1").code == 0)
            let late = try await program.run("cancel", "1")
            #expect(late.code == 64 && late.errors.contains("nothing to cancel") && !late.errors.contains("--yes"))
        }
    }

    @Test("pruning shows what would go, and needs a yes where something would")
    func prune() async throws {
        try await withPlan { program async throws in
            for _ in 0..<2 { #expect(try await program.run("run", "plan").code == 0) }
            let nothing = try await program.run("prune", "--older-than", "1d")
            #expect(nothing.code == 0 && nothing.output == "0 runs and 0 items were removed from the record\n")
            try await program.sqlite(
                "UPDATE runs SET finished_at = finished_at - 172800000000, started_at = started_at - 172800000000")
            let dry = try await program.run("prune", "--older-than", "1d", "--dry-run")
            #expect(dry.code == 0 && dry.output.hasPrefix("3 items of 1 run that ended before 20"), "\(dry.output)")
            let asked = try await program.run("prune", "--older-than", "1d")
            #expect(asked.code == 64 && asked.errors.contains("3 items of 1 run") && asked.errors.contains("--yes"))
            #expect(try await program.run("runs", "-o", "csv").output.split(separator: "\n").count == 3)
            let pruned = try await program.run("prune", "--older-than", "1d", "--yes")
            #expect(pruned.output == "1 run and 3 items were removed from the record\n")
        }
    }

    @Test("a plan with a schedule is removed after a question, one without is removed")
    func removal() async throws {
        try await withPlan(settings: "schedule: { every: 30d }") { program async throws in
            let asked = try await program.run("plan", "remove", "plan")
            #expect(asked.code == 64 && asked.errors.contains("plan plan (targets: 3) ends its scheduled runs"))
            #expect(try await program.run("plan", "remove", "plan", "--yes").code == 0)
            #expect(try await program.run("plan", "remove", "plan").errors.contains("does not exist"))
        }
        try await withPlan { program async throws in
            #expect(try await program.run("plan", "remove", "plan").code == 0)
        }
    }

    @Test("a job file that takes over the plan of another is named with that other")
    func takeover() async throws {
        try await withPlan { program async throws in
            try program.write("list.csv", "app_id\n\(AppNameTests.id(1))\n")
            let text = try String(contentsOfFile: program.folder + "/plan.yaml", encoding: .utf8)
            try program.write("copy.yaml", text.replacing("plan.csv", with: "list.csv"))
            let warning = "replaces revision 1, which came from \(program.folder)/plan.yaml"
            #expect(try await program.run("plan", "diff", "copy.yaml").errors.contains("would replace revision 1"))
            #expect(try await program.run("plan", "apply", "copy.yaml").errors.contains(warning))
            #expect(try await !program.run("plan", "apply", "copy.yaml").errors.contains("warning"))
            try program.write("list.csv", "app_id\n\(AppNameTests.id(2))\n")
            #expect(try await !program.run("plan", "apply", "copy.yaml").errors.contains("warning"))
        }
    }

    @Test("without the key file nobody is sent to make another, and what needs no key works")
    func missingKey() async throws {
        try await withPlan { program async throws in
            #expect(try await program.run("run", "plan").code == 0)
            try FileManager.default.removeItem(atPath: program.folder + "/rekey.key")
            for command in [["run", "plan"], ["init"], ["resume"]] {
                let ending = try await program.run(command)
                #expect(ending.code == 78 && ending.errors.contains("restore your copy"), "\(ending.errors)")
                #expect(!ending.errors.contains("rekey init"))
            }
            for command in [
                ["status"], ["runs"], ["items", "1"], ["history", "--app", AppNameTests.id(1)], ["report", "1"],
            ] {
                #expect(try await program.run(command).code == 0, "\(command)")
            }
        }
    }

    @Test("an adoption is no run: not the latest, not in the list, and called by its name in a secret's history")
    func adoption() async throws {
        try await Sandboxed.run { program, _ async throws in
            let ids = try program.writePlan(apps: 1, settings: "limits: { rate: none }\nretain: 1")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            try program.write("now.csv", "app_id,username,password,url\n\(ids[0]),a,b,c\n")
            let adopted = try await program.run("adopt", "plan", "--csv", "now.csv")
            #expect(adopted.code == 0 && adopted.output.contains("of plan plan; nothing was sent"))
            #expect(try await program.run("runs", "-o", "json").output == "[]\n")
            #expect(try await program.run("status").errors.contains("no run exists yet"))
            #expect(try await program.run("runs", "--adoptions").output.contains("  adopted  "))
            #expect(try await program.run("run", "plan").code == 0)
            #expect(try await program.run("adopt", "plan", "--csv", "now.csv").code == 0)
            #expect(try await program.run("status").output.hasPrefix("run 2 of plan"))
            let history = try await program.run("history", "--app", ids[0]).output
            #expect(history.split(separator: "\n").filter { $0.contains("  adopted  ") }.count == 2)
            #expect(!history.contains("  skipped  "))
        }
    }
}
